export namespace formats {
  export const short = "dd.mm.";
}
export function today(): Date {
  return new Date(Date.now());
}
export declare const zone: string;
