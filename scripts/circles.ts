import { importsOf, type Sources } from './reachable.js';

/** Files that import each other in a circle, as types too: each circle's files in order of their paths. Tarjan's strongly connected components. */
export function fileCircles(sources: Sources): readonly (readonly string[])[] {
  const circles: string[][] = [];
  const order = new Map<string, number>();
  const open: string[] = [];
  const visit = (file: string): number => {
    const own = order.size;
    order.set(file, own);
    open.push(file);
    let low = own;
    for (const target of importsOf(sources, file)) {
      if (!order.has(target)) low = Math.min(low, visit(target));
      else if (open.includes(target)) low = Math.min(low, order.get(target) ?? low);
    }
    if (low === own) {
      const circle = open.splice(open.indexOf(file));
      if (circle.length > 1) circles.push(circle.sort());
    }
    return low;
  };
  for (const file of sources.keys()) if (!order.has(file)) visit(file);
  return circles;
}
