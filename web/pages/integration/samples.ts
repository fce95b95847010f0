import {
  InstitutionsDocument,
  RulesInForceDocument,
  ScoreOneCaseDocument,
  StoredCasesDocument,
  TryCasesDocument,
  WhoAmIDocument,
} from '../../generated/integration/graphql.ts';
import { operationText } from '../../parts/operation-text.ts';

/** What a sample is filled in with: where the platform is, and whose rules and institution it asks about. */
export interface SamplePlace {
  readonly origin: string;
  readonly regionCode: string;
  readonly institutionCode: string;
  /** A day on which rules are in force, `YYYY-MM-DD`. */
  readonly on: string;
}

/** The operations with samples, in the order of the page. */
export const SAMPLE_NAMES = ['who', 'rules', 'institutions', 'score', 'import', 'cases'] as const;
/** One of them. */
export type SampleName = (typeof SAMPLE_NAMES)[number];

/** The languages in which each is written. */
export const SAMPLE_LANGUAGES = ['curl', 'python', 'typescript', 'java'] as const;
/** One of them. */
export type SampleLanguage = (typeof SAMPLE_LANGUAGES)[number];

interface SampleOperation {
  readonly operation: { toString(): string };
  /** One of these permissions is needed; none: any key. */
  readonly permission: string | undefined;
  /** Whether an institution stands in its variables. */
  readonly namesInstitution?: boolean;
  readonly variables: (place: SamplePlace) => object;
}

/** A case as hospitals send one. */
function sampleCase({ institutionCode, on }: SamplePlace): object {
  return {
    ...{ caseNo: 'API-0001', institutionCode, insurance: 'EMPLOYEE', sex: 'FEMALE', ageYears: 47 },
    ...{ admissionDate: on, dischargeDate: on, principalDiagnosis: 'K80.100', procedures: ['51.2300'], totalCost: '43210.50' },
  };
}

/** The one list that all samples are written from. */
export const SAMPLES: Readonly<Record<SampleName, SampleOperation>> = {
  who: { operation: WhoAmIDocument, permission: undefined, variables: () => ({}) },
  rules: { operation: RulesInForceDocument, permission: 'ruleset:read', variables: ({ regionCode, on }) => ({ regionCode, on }) },
  institutions: { operation: InstitutionsDocument, permission: 'institution:read', variables: ({ regionCode }) => ({ regionCode }) },
  score: {
    operation: ScoreOneCaseDocument,
    permission: 'case:score',
    namesInstitution: true,
    variables: (place) => ({ regionCode: place.regionCode, input: sampleCase(place) }),
  },
  import: {
    operation: TryCasesDocument,
    permission: 'case:import',
    namesInstitution: true,
    variables: (place) => ({
      input: { regionCode: place.regionCode, cases: [sampleCase(place)], dryRun: true, idempotencyKey: 'sample-0001' },
    }),
  },
  cases: { operation: StoredCasesDocument, permission: 'case:read', variables: ({ regionCode }) => ({ regionCode }) },
};

interface Asking {
  readonly origin: string;
  /** The operation, line by line. */
  readonly query: string;
  /** Its variables as JSON, line by line. */
  readonly variables: string;
  /** Both as the body of a request, on one line. */
  readonly body: string;
}

const WRITERS: Readonly<Record<SampleLanguage, (asking: Asking) => string>> = {
  curl: ({ origin, body }) => `# DIP_KEY=dip_… sh sample.sh
curl -sS "\${DIP_URL:-${origin}}/graphql" \\
  -H "authorization: Bearer $DIP_KEY" \\
  -H 'content-type: application/json' \\
  --data-binary @- <<'JSON'
${body}
JSON
`,
  python: ({ origin, query, variables }) => `# DIP_KEY=dip_… python3 sample.py
import json, os, urllib.error, urllib.request

query = """
${query}
"""
variables = json.loads(r"""
${variables}
""")
request = urllib.request.Request(
    os.environ.get("DIP_URL", "${origin}") + "/graphql",
    json.dumps({"query": query, "variables": variables}).encode(),
    {"content-type": "application/json", "authorization": "Bearer " + os.environ["DIP_KEY"]},
)
try:
    with urllib.request.urlopen(request) as answer:
        text = answer.read()
except urllib.error.HTTPError as refused:
    text = refused.read()
print(json.dumps(json.loads(text), ensure_ascii=False, indent=2))
`,
  typescript: ({ origin, query, variables }) => `// DIP_KEY=dip_… npx tsx sample.mts
const query = \`
${query}
\`;
const variables = ${variables};
const answer = await fetch(\`\${process.env.DIP_URL ?? '${origin}'}/graphql\`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: \`Bearer \${process.env.DIP_KEY}\` },
  body: JSON.stringify({ query, variables }),
});
console.log(JSON.stringify(await answer.json(), null, 2));
`,
  java: ({ origin, body }) => `// DIP_KEY=dip_… java Sample.java
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

public class Sample {
  public static void main(String[] words) throws Exception {
    String body = """
        ${body.replaceAll('\\', '\\\\')}
        """;
    String url = System.getenv().getOrDefault("DIP_URL", "${origin}");
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/graphql"))
        .header("authorization", "Bearer " + System.getenv("DIP_KEY"))
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
    HttpResponse<String> answer = HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    new PrintStream(System.out, true, StandardCharsets.UTF_8).println(answer.body());
  }
}
`,
};

/** A sample as it can be saved and run: the key comes from DIP_KEY, only what the language brings itself is used. */
export function sampleText(name: SampleName, language: SampleLanguage, place: SamplePlace): string {
  const { operation, variables } = SAMPLES[name];
  const query = operationText(operation);
  const stated = variables(place);
  return WRITERS[language]({
    origin: place.origin,
    query,
    variables: JSON.stringify(stated, null, 2),
    body: JSON.stringify({ query: query.replace(/\s+/g, ' '), variables: stated }),
  });
}
