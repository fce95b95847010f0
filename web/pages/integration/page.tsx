import './integration.css';
import { useCaller } from '../../api/caller.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { useTexts } from '../../texts/language.tsx';
import { integrationEn } from '../../texts/en/integration.ts';
import { integrationZh } from '../../texts/zh/integration.ts';
import { Contract } from './contract.tsx';
import { Keys } from './keys.tsx';
import { SampleOperations } from './sample-operations.tsx';

/** 接口与密钥 keys for whoever administers them; for everybody who builds a connection the operations, samples and the contract. */
export default function IntegrationPage() {
  const t = useTexts({ zh: integrationZh, en: integrationEn });
  const { mayOneOf } = useCaller();
  return (
    <>
      <PageHeading title={t.title} note={t.note} />
      {mayOneOf(['key:manage']) && <Keys />}
      <SampleOperations />
      <Contract />
    </>
  );
}
