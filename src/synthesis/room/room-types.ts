export type RoomType =
  | 'living'
  | 'bedroom'
  | 'office'
  | 'kitchen'
  | 'bathroom'
  | 'classroom'
  | 'studio'
  | 'hallway'
  | 'storage'
  | 'library'
  | 'laundry'
  | 'lounge'
  | 'tabletop';

/** Floor area, square metres. */
export const ROOM_AREAS: Readonly<Record<RoomType, readonly [number, number]>> = {
  living: [12, 38],
  bedroom: [9, 24],
  office: [8, 32],
  kitchen: [7, 26],
  bathroom: [3.8, 10],
  classroom: [20, 45],
  studio: [22, 50],
  hallway: [5, 14],
  storage: [4, 14],
  library: [14, 36],
  laundry: [4, 12],
  lounge: [16, 42],
  tabletop: [7, 16],
};

/** How often each comes: kitchens and bathrooms more than in ScanNet, for only they hold the rare classes. */
export const ROOM_SHARES: Readonly<Record<RoomType, number>> = {
  living: 14,
  bedroom: 18,
  office: 13,
  kitchen: 14,
  bathroom: 24,
  classroom: 6,
  studio: 10,
  hallway: 2,
  storage: 2,
  library: 4,
  laundry: 2,
  lounge: 5,
  tabletop: 8,
};

export const NEIGHBOURS: Readonly<Record<RoomType, readonly RoomType[]>> = {
  living: ['kitchen', 'kitchen', 'bedroom', 'bathroom', 'hallway'],
  bedroom: ['bathroom', 'bathroom', 'office', 'storage'],
  office: ['kitchen', 'office', 'hallway', 'storage'],
  kitchen: ['living', 'living', 'laundry', 'storage'],
  bathroom: ['bedroom', 'laundry'],
  classroom: ['storage', 'hallway'],
  studio: ['bathroom', 'bathroom', 'hallway'],
  hallway: ['bathroom', 'bedroom', 'office'],
  storage: ['laundry', 'office'],
  library: ['office', 'lounge'],
  laundry: ['bathroom', 'storage'],
  lounge: ['kitchen', 'hallway'],
  tabletop: ['office'],
};
