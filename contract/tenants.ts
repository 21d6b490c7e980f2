/** The tenant of everybody who signs in through the user pool. */
export const POOL_TENANT = "pool";

/** The tenant of a backend. @param name the name that the settings give to its role */
export const roleTenant = (name: string) => `role:${name}`;

/** The name that the settings give to a backend's role; null for other tenants. */
export const roleNameOf = (tenant: string): string | null =>
  tenant.startsWith("role:") ? tenant.slice("role:".length) : null;

/** The user pool's group whose members are operators. */
export const OPERATORS_GROUP = "admin";
