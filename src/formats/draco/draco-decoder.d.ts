/** The decoder alone: the package's main file brings the encoder, too. */
declare module 'draco3d/draco_decoder_nodejs.js' {
  export { createDecoderModule as default } from 'draco3d';
}
