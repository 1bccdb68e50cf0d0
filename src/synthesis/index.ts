export type { RoomType } from './room/room-types.ts';
export { type RoomOptions, synthesizeRoom } from './room/synthesize-room.ts';
export type { LidarProfile } from './street/lidar-profiles.ts';
export { type StreetOptions, synthesizeStreet } from './street/synthesize-street.ts';
