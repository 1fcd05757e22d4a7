export const simulation = 'logged-simulation';
export const queue = 'logged-queue';
export const client = 'lab-client';
