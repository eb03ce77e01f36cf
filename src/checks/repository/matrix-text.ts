import type { MatrixLeg } from '../../read/matrix-legs';

const MATRIX = /\$\{\{\s*matrix\.([\w-]+(?:\.[\w-]+)*)\s*\}\}/g;

/** A text with the values of a leg in place of `${{ matrix.x }}`. Other expressions stay. */
export function fillMatrix(text: string, leg: MatrixLeg): string {
  return text.replace(MATRIX, (whole, path: string) => {
    const value = path.split('.').reduce<any>((inner, key) => inner?.[key], leg);
    return value === undefined || value === null ? '' : typeof value === 'object' ? whole : String(value);
  });
}
