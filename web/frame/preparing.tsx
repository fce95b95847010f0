import { Alert, Result } from 'antd';
import { useCaller, type PreparationSeen } from '../api/caller.tsx';
import { useTexts } from '../texts/language.tsx';
import { frameEn } from '../texts/en/frame.ts';
import { frameZh } from '../texts/zh/frame.ts';

function HowFar({ step, done, total }: PreparationSeen) {
  const t = useTexts({ zh: frameZh, en: frameEn });
  return (
    <p className="preparing" role="status">
      {t.preparingStep(t.preparationSteps[step], done, total)} <progress aria-label={t.preparing} value={done} max={total} />
    </p>
  );
}

/** 正在准备演示市 above a page whose region is still being made; nothing once it is there. */
export function PreparingNotice() {
  const t = useTexts({ zh: frameZh, en: frameEn });
  const { preparation } = useCaller();
  if (preparation === undefined) return null;
  return <Alert className="others-region" type="info" showIcon title={t.preparing} description={<HowFar {...preparation} />} />;
}

/** The same where there is no region yet. */
export function PreparingPage({ preparation }: { readonly preparation: PreparationSeen }) {
  const t = useTexts({ zh: frameZh, en: frameEn });
  return <Result status="info" title={t.preparing} subTitle={t.preparingDoThis} extra={<HowFar {...preparation} />} />;
}
