import type { GrouperCase } from '../../../src/engine/grouper/group-rule.js';

/** Cases of the DRG 3.0 book's rows with the group that follows: number|diagnoses|operations|years|days|grams|sex|group. */
const LINES = `
1|K80.101 I50.900|51.2300|45||||HC43
2|K80.302 I10.x00 E11.900|51.2300|70||||HC45
3|K80.302|50.5100|45||||AB19
4|K83.017|51.2301|||||HC45
5|K83.017 B05.801|51.2301|||||HC43
6|K83.017 B05.801|51.2301|70||||HC4F
7|K83.017 B05.801|51.2301|69||||HC43
8|K80.302 K83.017|51.2300|45||||HC45
9|K80.302 K65.000|51.2300|45||||HC43
10|K80.302|51.4100x001 51.2300|45||||HC15
11|K80.302|51.2300 51.4100x001|45||||HC15
12|K80.302|51.4100x001|45||||HC25
13|K83.017|51.7905|||||HC35
14|K83.017 A19.000x012|54.0x00x010|||||HJ11
15|K83.017 B05.801|54.0x00x010|||||HJ13
16|K83.017 A19.000x012 A01.000x009|54.0x00x010|||||HJ11
17|K83.017 A19.000x012|44.4300x002|||||HK11
18|K83.017 B05.801|44.4300x002|||||HK15
19|K83.017|43.3x00x003|||||HQY
20|K83.017||||||HU15
21|K80.101||45||||HZ25
22|K85.803||70||||HT2G
23|K85.803 B05.801||70||||HT23
24|B17.000||70||||HS3H
25|K71.100x008 A19.000x012||||||HS11
26|K71.100x008 K74.300||50||||HS15
27|P81.902 P07.200||0|28|999||PS19
28|P81.902 P07.200||0|28|1000||PS29
29|P81.902 P07.200||0|28|1499||PS29
30|P81.902 P07.200||0|28|2499||PS45
31|P81.902 P07.200||0|28|2500||PS55
32|P07.200||0|10|1200|2|PS29
33|P22.801 P07.200||0|10|1200||PR15
34|P81.902||0|28|||PU35
35|P81.902||0|365|||PV15
36|P81.902|77.8300x007|0|28|||PQY
37|P81.902|93.9000|0|28|||PK15
38|S17.000x001 S21.100x002|01.5933|||||ZB19
39|S17.000x001 S21.100x002||||||ZZ15
40|S17.000x001 S21.100x002|30.0903|||||ZQY
41|O00.900|||||2|OT19
42|O36.302|74.1x02||||2|OB25
43|O32.802|74.1x02|30|||2|OB21
44|M25.301|81.5201 81.5400x007|||||IC29
45|M25.301|81.5201 17.4100|||||IC30
46|M25.301 A19.000x012|77.3500 17.4100|60||||IE20
47|K63.800|52.8000 55.6100|||||AC19
48|K63.800|96.7201 39.9500x007|||||AH29
49|G40.300x007 A19.000x012||69||||BV11
50|G40.300x007 A19.000x012 A01.000x009||70||||BV1E
51|G40.300x007 B05.801 A01.000x009||70||||BV1F
52|A52.106+H48.0* B05.801||6||||BT33
53|A52.106+H48.0*||7||||BT35
54|S02.300 A19.000x012||70||||BY11
55|K12.200x012||7||||DW19
56|E10.300x051+H42.0*||75|||2|CV1H
`;

/** One case and the code of its group. */
export interface DrgCase {
  readonly no: string;
  readonly facts: GrouperCase;
  readonly group: string;
}

const numberOrNull = (text: string | undefined): number | null => (text ? Number(text) : null);
const codes = (text: string | undefined): string[] => (text ? text.split(' ') : []);

/** The cases, the first diagnosis principal, the first operation main; male where no sex is stated. */
export const DRG_CASES: readonly DrgCase[] = LINES.trim()
  .split('\n')
  .map((line) => {
    const [no = '', diagnoses, operations, years, days, grams, sex, group = ''] = line.split('|');
    const [principal = '', ...others] = codes(diagnoses);
    const facts: GrouperCase = {
      principal,
      others,
      operations: codes(operations),
      sex: sex === '2' ? 'FEMALE' : 'MALE',
      ageYears: numberOrNull(years),
      ageDays: numberOrNull(days),
      admissionWeight: numberOrNull(grams),
    };
    return { no, facts, group };
  });
