import { createEncoderModule } from 'draco3d';

/** Three points (1, 2, 3 along x) with colours and a label, as Draco's own encoder writes them. */
export async function encodeSmallCloud(): Promise<Uint8Array> {
  // The encoder's declarations lack its point clouds.
  const module = (await createEncoderModule()) as unknown as Record<string, new () => EncoderPart> & {
    destroy(part: object): void;
    POSITION: number;
    COLOR: number;
    GENERIC: number;
  };
  const cloud = new module['PointCloud']!();
  const builder = new module['PointCloudBuilder']!();
  builder.AddFloatAttribute(cloud, module.POSITION, 3, 3, Float32Array.of(1, 0, 0, 2, 1, 0, 3, 0, 1));
  builder.AddUInt8Attribute(cloud, module.COLOR, 3, 3, Uint8Array.of(10, 20, 30, 20, 40, 60, 30, 60, 90));
  builder.AddUInt16Attribute(cloud, module.GENERIC, 3, 1, Uint16Array.of(1000, 2000, 3000));
  const encoder = new module['Encoder']!();
  const out = new module['DracoInt8Array']!();
  const length = encoder.EncodePointCloudToDracoBuffer(cloud, false, out);
  return Uint8Array.from({ length }, (_, i) => out.GetValue(i));
}

interface EncoderPart {
  AddFloatAttribute(cloud: object, type: number, count: number, size: number, values: Float32Array): number;
  AddUInt8Attribute(cloud: object, type: number, count: number, size: number, values: Uint8Array): number;
  AddUInt16Attribute(cloud: object, type: number, count: number, size: number, values: Uint16Array): number;
  EncodePointCloudToDracoBuffer(cloud: object, deduplicate: boolean, out: object): number;
  GetValue(index: number): number;
}
