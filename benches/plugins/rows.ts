/** A row of the measured tables. */
export interface Row {
  readonly id: string;
  readonly status: string;
  readonly created_at: string;
  readonly priority: number;
}

const statuses = ["pending", "running", "completed", "failed", "cancelled"] as const;

export function makeRows(count: number): Row[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `task-${String(i).padStart(6, "0")}`,
    status: statuses[i % statuses.length] ?? "pending",
    created_at: new Date(Date.UTC(2026, 1, 1) + i * 61_000).toISOString(),
    priority: (i * 31) % 100,
  }));
}
