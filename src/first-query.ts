/** The query that GraphiQL opens with: score a case of the sample city, with every step. The README shows the same. */
export const FIRST_QUERY = `# 计算一个病例的分值，并说明每一步（只读，不写任何数据）。左下角 Headers 里已填好演示密钥。
query FirstScore {
  scoreCase(
    regionCode: "990300"
    input: {
      caseNo: "DEMO-0001", institutionCode: "H99030000001", insurance: EMPLOYEE, sex: FEMALE, ageYears: 47
      admissionDate: "2025-03-03", dischargeDate: "2025-03-10"
      principalDiagnosis: "K80.100", procedures: ["51.2300"], totalCost: "43210.50", fundPaid: "30000.00"
    }
  ) {
    ... on CaseScore {
      group { code name points }
      costRatio deviation institutionCoefficient points payment
      trace { label { zh } formula substituted output unit rule basis { title article kind } }
    }
    ... on Error { code message }
  }
}
`;
