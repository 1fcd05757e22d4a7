export type HealthReport = { status: 'ok' | 'not-ready'; checks: Record<string, string> };

/** Answers `undefined` when all is well, else what is wrong. */
export type HealthCheck = () => string | undefined;

export type Health = {
  addCheck(name: string, check: HealthCheck): void;
  report(): HealthReport;
  /** Set when the process begins to stop; from then on it is not ready. */
  stopping: boolean;
};

/** Readiness is what its checks say. Liveness asks none of them: a restart cures no dependency. */
export function createHealth(): Health {
  const checks = new Map<string, HealthCheck>();
  return {
    stopping: false,
    addCheck(name, check) {
      checks.set(name, check);
    },
    report() {
      const faults = [...checks].map(([name, check]) => [name, outcome(check)] as const);
      if (this.stopping) faults.push(['process', 'stopping']);
      const ready = faults.every(([, fault]) => fault === undefined);
      const words = faults.map(([name, fault]) => [name, fault ?? 'ok'] as const);
      return { status: ready ? 'ok' : 'not-ready', checks: Object.fromEntries(words) };
    },
  };
}

function outcome(check: HealthCheck): string | undefined {
  try {
    return check();
  } catch (error) {
    return `check failed: ${error instanceof Error ? error.message : String(error)}`;
  }
}
