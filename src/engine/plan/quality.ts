/** 质控维度 dimensions of the quality of settlement lists: 及时、完整、合理、规范 (N21-11). */
export const QUALITY_DIMENSIONS = ['TIMELY', 'COMPLETE', 'REASONABLE', 'STANDARD'] as const;
/** One of them. */
export type QualityDimension = (typeof QUALITY_DIMENSIONS)[number];

/** 质控级别 how bad a finding is. */
export const QUALITY_LEVELS = ['ERROR', 'WARNING'] as const;
/** One of them. */
export type QualityLevel = (typeof QUALITY_LEVELS)[number];
