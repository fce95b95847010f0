import { builder } from '../base/builder.js';

/** 重复处理. */
export const DuplicatePolicyEnum = builder.enumType('DuplicatePolicy', {
  description: '病例号已入库时：拒绝，或作为新的修订 when a case number is stored already',
  values: {
    REJECT: { description: '拒绝该条 the record is rejected' },
    REVISE: { description: '作为新的修订 it becomes a new revision' },
  } as const,
});

/** 错误处理. */
export const ErrorPolicyEnum = builder.enumType('ErrorPolicy', {
  description: '有错误记录时：整批不导入，或只导入无误的 when a record is wrong',
  values: {
    ABORT: { description: '任何一条有误则什么也不改变 one wrong record and nothing is changed' },
    SKIP: { description: '导入无误的记录 the good records are stored' },
  } as const,
});
