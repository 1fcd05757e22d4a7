import { composeRegistration } from './compose-service.ts';
import { dashboardRegistration } from './dashboard.ts';
import { gatewayRegistration } from './gateway-route.ts';
import { listRegistrations } from './lists.ts';
import { manualRegistration } from './manual.ts';
import type { Registration } from './registration.ts';
import { subscriptionRegistrations } from './subscription.ts';

/** Every place outside its own folders that has to name a service. What finds services by their folders needs none. */
export const registrations: readonly Registration[] = [
  ...subscriptionRegistrations,
  composeRegistration,
  ...listRegistrations,
  gatewayRegistration,
  dashboardRegistration,
  manualRegistration,
];
