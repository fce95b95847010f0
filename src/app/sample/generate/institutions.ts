import { must } from '../../../engine/kit/assert.js';
import { INSTITUTION_CLASS_LEVELS, type InstitutionClass } from './institution-classes.js';
import { Random } from './prng.js';
import { sampleData, type ClassProfile } from './sample-data.js';

/** How many institutions the sample city has unless told otherwise. */
const DEFAULT_INSTITUTIONS = 40;

/** 定点医疗机构 of the sample city: fictitious. */
export interface SampleInstitution {
  /** `H`, region code, running number: 12 characters. */
  readonly code: string;
  readonly name: string;
  readonly institutionClass: InstitutionClass;
  readonly level: '1' | '2' | '3';
  /** 中医医疗机构. */
  readonly tcm: boolean;
  /** 国家、省重点学科. */
  readonly keySpecialty: 'NATIONAL' | 'PROVINCIAL' | 'NONE';
  /** Relative number of cases. */
  readonly share: number;
  /** Its own price level beside its class's, in thousandths. */
  readonly costPerMille: number;
}

/** The institutions of a city: every class at least once, the classes in the proportion of `data/institution-classes.csv`. */
export function makeInstitutions(city: {
  readonly seed: number;
  readonly regionCode: string;
  readonly count?: number;
}): SampleInstitution[] {
  const wanted = city.count ?? DEFAULT_INSTITUTIONS;
  const random = new Random(city.seed, STREAM);
  return classCounts(wanted).flatMap(({ profile, from, size }) =>
    Array.from({ length: size }, (_, index) => institution({ ...city, profile, ordinal: index, number: from + index, random })),
  );
}

const STREAM = 0x1001;

/** Splits `wanted` over the classes by largest remainder after one for each. */
function classCounts(wanted: number): { profile: ClassProfile; from: number; size: number }[] {
  const { classes } = sampleData();
  const spare = Math.max(0, wanted - classes.length);
  const total = classes.reduce((sum, { count }) => sum + count, 0);
  const shares = classes.map((profile, order) => ({
    order,
    whole: Math.floor((spare * profile.count) / total),
    rest: (spare * profile.count) % total,
  }));
  let left = spare - shares.reduce((sum, { whole }) => sum + whole, 0);
  const extra = new Set<number>();
  for (const { order } of [...shares].sort((a, b) => b.rest - a.rest || a.order - b.order)) if (left-- > 0) extra.add(order);
  let from = 1;
  return shares.map(({ order, whole }) => {
    const size = 1 + whole + (extra.has(order) ? 1 : 0);
    const entry = { profile: must(classes[order], 'class'), from, size };
    from += size;
    return entry;
  });
}

interface Blueprint {
  readonly regionCode: string;
  readonly profile: ClassProfile;
  /** Number within the class, from 0. */
  readonly ordinal: number;
  /** Number within the city, from 1. */
  readonly number: number;
  readonly random: Random;
}

function institution({ regionCode, profile, ordinal, number, random }: Blueprint): SampleInstitution {
  const { institutionClass } = profile;
  const tcm = (institutionClass === 'TERTIARY_OTHER' || institutionClass === 'SECONDARY_OTHER') && ordinal % 4 === 0;
  return {
    code: `H${regionCode}${String(number).padStart(5, '0')}`,
    name: institutionName(institutionClass, ordinal, tcm),
    institutionClass,
    level: INSTITUTION_CLASS_LEVELS[institutionClass],
    tcm,
    keySpecialty: keySpecialty(institutionClass, ordinal),
    // Hospitals of a class are alike, not equal: the first is the largest.
    share: Math.max(1, Math.floor((profile.share * random.between(700, 1300)) / (1000 + 150 * ordinal))),
    costPerMille: random.between(930, 1070),
  };
}

function keySpecialty(institutionClass: InstitutionClass, ordinal: number): SampleInstitution['keySpecialty'] {
  if (institutionClass === 'TERTIARY_A_GENERAL') return ordinal === 0 ? 'NATIONAL' : 'PROVINCIAL';
  return institutionClass === 'TERTIARY_OTHER' && ordinal === 0 ? 'PROVINCIAL' : 'NONE';
}

const NUMERALS = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];
const DISTRICTS = ['东湖', '西岭', '南泉', '北塔', '中和', '新城', '河口', '临港', '高新', '望山', '清源', '长桥'];
const TOWNS = ['青石', '白沙', '柳河', '双塘', '石门', '龙泉', '杨桥', '马渡', '枫林', '云台', '桃园', '金沟', '黄岩', '竹溪', '沙河'];
const SPECIALTIES = ['妇幼保健院', '肿瘤医院', '精神卫生中心', '骨科医院', '眼科医院', '康复医院'];

/** Names that nobody can take for a real hospital: they all belong to 演示市. */
function institutionName(institutionClass: InstitutionClass, ordinal: number, tcm: boolean): string {
  const district = pick(DISTRICTS, ordinal);
  const town = pick(TOWNS, ordinal);
  switch (institutionClass) {
    case 'TERTIARY_A_GENERAL':
      return `演示市第${pick(NUMERALS, ordinal)}人民医院`;
    case 'TERTIARY_OTHER':
      return tcm
        ? `演示市${ordinal === 0 ? '' : district}中医医院`
        : `演示市${ordinal < 7 ? '' : district}${pick(SPECIALTIES, ordinal - 1)}`;
    case 'SECONDARY_A_GENERAL':
      return `演示市${district}区人民医院`;
    case 'SECONDARY_OTHER':
      return tcm ? `演示市${district}区中医医院` : `演示市${district}区第二医院`;
    case 'PRIMARY_COMMUNITY':
      return `演示市${district}区社区卫生服务中心`;
    case 'TOWNSHIP_A':
      return `演示市${town}镇中心卫生院`;
    case 'TOWNSHIP_OTHER':
      return `演示市${pick(TOWNS, ordinal + 5)}镇卫生院`;
  }
}

/** The n-th name of a list; past its end, with a number behind. */
function pick(names: readonly string[], index: number): string {
  const round = Math.floor(index / names.length);
  const name = must(names[index % names.length], 'name');
  return round === 0 ? name : `${name}${round + 1}`;
}
