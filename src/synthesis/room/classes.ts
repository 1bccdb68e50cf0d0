import { classIndex, SCANNET20 } from '../../core/index.ts';

const of = (name: string) => classIndex(SCANNET20, name);

export const WALL = of('wall');
export const FLOOR = of('floor');
export const CABINET = of('cabinet');
export const BED = of('bed');
export const CHAIR = of('chair');
export const SOFA = of('sofa');
export const TABLE = of('table');
export const DOOR = of('door');
export const WINDOW = of('window');
export const BOOKSHELF = of('bookshelf');
export const PICTURE = of('picture');
export const COUNTER = of('counter');
export const DESK = of('desk');
export const CURTAIN = of('curtain');
export const REFRIGERATOR = of('refrigerator');
export const SHOWER_CURTAIN = of('shower curtain');
export const TOILET = of('toilet');
export const SINK = of('sink');
export const BATHTUB = of('bathtub');
export const OTHER_FURNITURE = of('otherfurniture');
