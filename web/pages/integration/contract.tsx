import { Button, Input } from 'antd';
import { useState } from 'react';
import { useChangelog } from '../../api/changes.ts';
import type { ChangeEntry } from '../../api/changes-parse.ts';
import { useStatus } from '../../api/status.ts';
import { Loaded } from '../../parts/states.tsx';
import { useLanguage, useTexts } from '../../texts/language.tsx';
import { integrationEn } from '../../texts/en/integration.ts';
import { integrationZh } from '../../texts/zh/integration.ts';

/** The files of the contract, as the build puts them beside the console. */
const FILES = ['schema.graphql', 'ruleset.schema.json', 'CHANGELOG.md'] as const;
const AT_FIRST = 10;
/** What the changelog calls what no release has yet. */
const UNRELEASED = 'Unreleased';

/** Text of the changelog: what stands between backticks is code. */
function Marked({ text }: { readonly text: string }) {
  return text.split('`').map((part, at) => (at % 2 === 0 ? part : <code key={`${at} ${part}`}>{part}</code>));
}

/** One change in the page's language; a Chinese page has the English original folded below. */
function Change({ entry: { release, title, text, zh } }: { readonly entry: ChangeEntry }) {
  const t = useTexts({ zh: integrationZh, en: integrationEn });
  const { language } = useLanguage();
  const when = release === UNRELEASED ? t.unreleased : release;
  const original = (
    <>
      {title !== '' && (
        <strong>
          <Marked text={title} />
        </strong>
      )}{' '}
      <Marked text={text} />
    </>
  );
  if (language === 'en' || zh === '')
    return (
      <li lang="en">
        <span className="note">{when}</span> {original}
      </li>
    );
  return (
    <li>
      <span className="note">{when}</span> <Marked text={zh} />
      <details>
        <summary>{t.original}</summary>
        <p lang="en">{original}</p>
      </details>
    </li>
  );
}

function Changes({ entries }: { readonly entries: readonly ChangeEntry[] }) {
  const t = useTexts({ zh: integrationZh, en: integrationEn });
  const [typed, setTyped] = useState('');
  const [isAll, setAll] = useState(false);
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found = entries.filter(({ title, text, zh }) => words.every((word) => `${title} ${text} ${zh}`.toLowerCase().includes(word)));
  const shown = isAll ? found : found.slice(0, AT_FIRST);
  return (
    <>
      <Input
        size="small"
        allowClear
        className="table-filter"
        placeholder={t.filterChanges}
        aria-label={t.filterChanges}
        onChange={({ target }) => setTyped(target.value)}
      />
      <ul className="changelog" aria-label={t.changes}>
        {shown.map((entry) => (
          <Change key={`${entry.release} ${entry.title} ${entry.text}`} entry={entry} />
        ))}
      </ul>
      <p className="note" aria-live="polite">
        {t.changesShown(shown.length, found.length)}
        {shown.length < found.length && (
          <Button size="small" type="link" onClick={() => setAll(true)}>
            {t.allChanges}
          </Button>
        )}
      </p>
    </>
  );
}

/** 接口约定 the schemas as files, by which hash they are known, and what changed. */
export function Contract() {
  const t = useTexts({ zh: integrationZh, en: integrationEn });
  const version = useStatus('/version');
  const changes = useChangelog();
  return (
    <section className="panel" aria-label={t.contract}>
      <h2>{t.contract}</h2>
      <p className="note">{t.contractNote}</p>
      <Loaded asked={version}>
        {({ version: engine, schemaHash }) => (
          <p>
            {t.version(String(engine))} · {t.schemaHash} <span className="hash">{String(schemaHash)}</span>
          </p>
        )}
      </Loaded>
      <ul className="contract-files">
        {FILES.map((file) => (
          <li key={file}>
            <a href={`/contract/${file}`} download={file}>
              {file}
            </a>{' '}
            {t.files[file]}
          </li>
        ))}
        <li>
          <a href="/graphiql">GraphiQL</a> {t.graphiql}
        </li>
      </ul>
      <h3>{t.changes}</h3>
      <p className="note">{t.changesNote}</p>
      <Loaded asked={changes}>{(entries) => <Changes entries={entries} />}</Loaded>
    </section>
  );
}
