import { SCORE_COLUMNS, scoreFields, type ScoredRow } from './score-rows.js';
import { csvCell } from '../../app/sheets/spreadsheet-cell.js';

/** How many records were read: read = scored + failed. */
export interface ScoreCounts {
  readonly read: number;
  readonly scored: number;
  readonly failed: number;
}

/** Prints scores one by one, so that files of any length fit. */
export interface ScorePrinter {
  row(row: ScoredRow): Promise<void>;
  end(counts: ScoreCounts): Promise<void>;
}

/** Scores as CSV (header first; lines end in \n), or as one JSON document. */
export function scorePrinter(format: 'CSV' | 'JSON', write: (text: string) => Promise<void>): ScorePrinter {
  return format === 'CSV' ? csvPrinter(write) : jsonPrinter(write);
}

function csvPrinter(write: (text: string) => Promise<void>): ScorePrinter {
  let header = `${SCORE_COLUMNS.join(',')}\n`;
  return {
    row: async (row) => {
      const fields = scoreFields(row);
      await write(`${header}${SCORE_COLUMNS.map((column) => csvCell(String(fields[column] ?? ''))).join(',')}\n`);
      header = '';
    },
    end: () => write(header),
  };
}

function jsonPrinter(write: (text: string) => Promise<void>): ScorePrinter {
  let before = '{\n"results": [\n';
  return {
    row: async (row) => {
      const special = row.ok ? { outputs: row.score.outputs } : { messages: row.messages };
      await write(`${before}${JSON.stringify({ ...scoreFields(row), ...special })}`);
      before = ',\n';
    },
    end: (counts) => write(`${before === ',\n' ? '' : before}\n],\n"summary": ${JSON.stringify(counts)}\n}\n`),
  };
}
