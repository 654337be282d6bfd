declare const BUILD_ID: string;
declare module "*.svg" {
  const url: string;
  export default url;
}
interface Window {
  board: unknown;
}
