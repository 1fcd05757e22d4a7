/** What is the matter with some records, in a sentence that begins a line. */
export type Contradiction = string;
