import { describe, expect, it } from 'vitest';
import { readAddress } from './address.ts';
import { viewAddress } from './view-address.ts';

const seen = { eye: [1.5, -2.25, 3], target: [0, 0, -0.125], projection: 'orthographic' } as const;

describe('a view in the address', () => {
  it('comes back as it was, beside what else the address says', () => {
    const address = viewAddress(new URL('https://a.example/v/?sample=room&model=tiny#x'), seen, 'scene & Söhne');
    expect(readAddress(address)).toMatchObject({ sample: 'room', view: { seen, of: 'scene & Söhne' } });
  });

  it('replaces the one before', () => {
    const first = viewAddress(new URL('https://a.example/'), seen, 'a');
    const second = viewAddress(first, { ...seen, projection: 'perspective' }, 'b');
    expect(readAddress(second).view).toEqual({ seen: { ...seen, projection: 'perspective' }, of: 'b' });
  });

  it.each(['', '1,2,3', '1,2,3,4,5,x,perspective', '1,2,3,4,5,6,fisheye', '1,2,3,4,5,Infinity,perspective'])(
    'is none where the words make no sense: %s',
    (view) => {
      const address = new URL('https://a.example/');
      address.hash = new URLSearchParams({ view }).toString();
      expect(readAddress(address).view).toBeUndefined();
    },
  );
});
