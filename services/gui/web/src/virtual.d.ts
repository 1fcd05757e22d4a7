declare module 'virtual:map-outline' {
  const url: string;
  export default url;
}
