/**
 * 医疗机构类别: the seven classes of Zibo's base coefficients (ZB-12), highest first:
 * 三级综合甲等医院, 其他三级医院, 二级综合甲等医院, 其他二级医院, 一级医院（社区卫生服务中心）, 甲等镇卫生院, 其他镇卫生院.
 * They are values of the fact `institutionClass` that the rulesets of 370300 and 990300 declare.
 */
export const INSTITUTION_CLASSES = [
  'TERTIARY_A_GENERAL',
  'TERTIARY_OTHER',
  'SECONDARY_A_GENERAL',
  'SECONDARY_OTHER',
  'PRIMARY_COMMUNITY',
  'TOWNSHIP_A',
  'TOWNSHIP_OTHER',
] as const;
/** One of the seven classes. */
export type InstitutionClass = (typeof INSTITUTION_CLASSES)[number];

/** 医疗机构级别 of each class: a value of the fact `institutionLevel`. */
export const INSTITUTION_CLASS_LEVELS: Readonly<Record<InstitutionClass, '1' | '2' | '3'>> = {
  TERTIARY_A_GENERAL: '3',
  TERTIARY_OTHER: '3',
  SECONDARY_A_GENERAL: '2',
  SECONDARY_OTHER: '2',
  PRIMARY_COMMUNITY: '1',
  TOWNSHIP_A: '1',
  TOWNSHIP_OTHER: '1',
};
