/**
 * Makes the files of this folder: `node test/domain/media/files/make.ts`, with ffmpeg 5.1 (libx264, libx265, libsvtav1,
 * libvpx), mkvmerge 74 and AtomicParsley 20210715 on the path. What the tools cannot do is done to the boxes here.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { box, u32 } from '../../../../lib/local/provider/boxes.ts';
import { boxesOf, edit, inserted, moved, named } from '../../../support/media-boxes.ts';

const here = import.meta.dirname;
const scratch = mkdtempSync(join(tmpdir(), 'media-'));
const run = (command: string, args: readonly string[]): void => {
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
};
const read = (name: string) => readFileSync(join(here, name));
const write = (name: string, ...parts: readonly Buffer[]) =>
  writeFileSync(join(here, name), Buffer.concat(parts));

const picture = (size = '64x48', rate = '24', seconds = '1') =>
  `-f lavfi -i testsrc2=s=${size}:r=${rate}:d=${seconds}`;
const tone = (seconds = '1') => `-f lavfi -i sine=f=440:r=16000:d=${seconds}`;
const x264 = '-c:v libx264 -preset veryslow -crf 40 -g 8 -bf 2 -pix_fmt yuv420p';
const aac = '-c:a aac -b:a 16k';
const film = `${picture()} ${tone()} ${x264} ${aac}`;

const ffmpeg = (name: string, args: string, folder = here): void =>
  run('ffmpeg', [
    '-v',
    'error',
    '-y',
    ...args.split(' '),
    '-fflags',
    '+bitexact',
    '-flags:v',
    '+bitexact',
    join(folder, name),
  ]);

// As ffmpeg writes them.
ffmpeg('faststart.mp4', `${film} -movflags +faststart`);
ffmpeg('moov-last.mp4', film);
ffmpeg('video-only.mp4', `${picture()} ${x264}`);
ffmpeg('fragmented.mp4', `${film} -movflags +frag_keyframe+empty_moov`);
ffmpeg('default-base-moof.mp4', `${film} -movflags +frag_keyframe+empty_moov+default_base_moof`);
ffmpeg('first-fragment-in-moov.mp4', `${film} -movflags +frag_keyframe`);
ffmpeg('separate-moof.mp4', `${film} -movflags +frag_keyframe+empty_moov+separate_moof`);
ffmpeg('every-frame.mp4', `${picture()} ${x264} -movflags +frag_every_frame+empty_moov+omit_tfhd_offset`);
ffmpeg('cmaf.mp4', `${picture()} ${x264} -movflags +cmaf+frag_keyframe`);
ffmpeg('dash-sidx.mp4', `${film} -movflags +dash+frag_keyframe`);
ffmpeg('global-sidx.mp4', `${picture()} ${x264} -movflags +dash+frag_keyframe+global_sidx`);
ffmpeg(
  'hevc.mp4',
  `${picture()} ${tone()} -c:v libx265 -x265-params log-level=error -crf 40 -tag:v hvc1 ${aac}`,
);
ffmpeg('av1.mp4', `${picture('64x64')} -c:v libaom-av1 -cpu-used 8 -crf 60`);
ffmpeg('vp9.mp4', `${picture()} -c:v libvpx-vp9 -crf 60 -b:v 0`);
ffmpeg('opus.mp4', `${picture()} ${tone()} ${x264} -c:a libopus -b:a 16k -ar 48000`);
ffmpeg('mpeg4-part2.mp4', `${picture()} -c:v mpeg4 -q:v 20`);
ffmpeg('quicktime.mov', `${picture()} ${tone('0.3')} ${x264} -c:a pcm_s16le`);
ffmpeg('prores.mov', `${picture('64x48', '24', '0.125')} -c:v prores_ks -profile:v 0 -q:v 20`);
ffmpeg('timecode.mov', `${picture()} ${x264} -timecode 01:00:00:00`);
ffmpeg('brand.m4v', `${film} -f ipod`);
ffmpeg('phone.3gp', `${picture('176x144', '15', '0.4')} -c:v h263 -q:v 20`);
ffmpeg('odd-size.mp4', `-f lavfi -i testsrc=s=63x47:r=24:d=1 -c:v libx264 -crf 40 -pix_fmt yuv444p`);
ffmpeg('variable-rate.mp4', `${picture()} -vf select=not(mod(n\\,3))+not(mod(n\\,5)) -vsync vfr ${x264}`);
ffmpeg('ntsc.mp4', `${picture('64x48', '30000/1001')} ${x264}`);
ffmpeg('one-frame.mp4', `${picture('64x48', '24', '0.04')} ${x264}`);
ffmpeg(
  'silent-pcm.mov',
  `${picture()} -f lavfi -i anullsrc=r=8000:cl=mono:d=1 -shortest ${x264} -c:a pcm_s16le -movflags +faststart`,
);
ffmpeg(
  'aigc-key.mp4',
  `${film} -movflags +use_metadata_tags -metadata AIGC={"Label":"1","ContentProducer":"00119131","ProduceID":"7"}`,
);
ffmpeg(
  'aigc-comment.mp4',
  `${picture()} ${x264} -metadata comment={"AIGC":{"Label":"1","ContentProducer":"00119131","ProduceID":"7"}}`,
);
ffmpeg(
  'vp8.webm',
  `${picture()} -f lavfi -i sine=f=440:r=48000:d=1 -c:v libvpx -crf 60 -b:v 20k -c:a libopus -b:a 16k`,
);
ffmpeg('vp9.webm', `${picture()} -c:v libvpx-vp9 -crf 60 -b:v 0`);
ffmpeg('live.webm', `${picture()} -c:v libvpx -crf 60 -b:v 20k -live 1`);
ffmpeg('av1.webm', `${picture('64x64')} -c:v libaom-av1 -cpu-used 8 -crf 60`);
ffmpeg('aigc-tag.webm', `${picture()} -c:v libvpx -crf 60 -b:v 20k -metadata AIGC={"Label":"1"}`);
ffmpeg('h264.mkv', film);
// Copies of these, because the tools only change what is there.
ffmpeg('rotated.mp4', `-i ${join(here, 'faststart.mp4')} -c copy -metadata:s:v:0 rotate=90`);
ffmpeg('edit-list.mp4', `-ss 0.4 -i ${join(here, 'faststart.mp4')} -c copy`);
ffmpeg(
  'delayed-sound.mp4',
  `-i ${join(here, 'video-only.mp4')} -itsoffset 0.25 -i ${join(here, 'faststart.mp4')} -map 0:v -map 1:a -c copy`,
);
run('mkvmerge', [
  '-q',
  '--deterministic',
  '1',
  '-o',
  join(here, 'mkvmerge.mkv'),
  join(here, 'faststart.mp4'),
]);
// To a pipe, which cannot be written to a second time: the sizes stay unknown.
write(
  'piped.webm',
  execFileSync('ffmpeg', [
    '-v',
    'error',
    ...`-i ${join(here, 'vp9.webm')} -c copy -f webm -fflags +bitexact -`.split(' '),
  ]),
);
ffmpeg('dash.mpd', `${picture()} ${x264} -f dash -seg_duration 0.33`, scratch);
const segments = readdirSync(scratch)
  .filter((name) => name.startsWith('chunk-'))
  .sort();
write(
  'dash-segments.mp4',
  ...['init-stream0.m4s', ...segments].map((name) => readFileSync(join(scratch, name))),
);
write('tagged.mp4', read('faststart.mp4'));
run('AtomicParsley', [
  join(here, 'tagged.mp4'),
  '--title',
  'About AIGC',
  '--rDNSatom',
  'x',
  'name=other',
  'domain=org.example',
  '--overWrite',
]);
rmSync(scratch, { recursive: true });

// Boxes that no tool at hand writes.
const whole = read('faststart.mp4');
const late = read('moov-last.mp4');
const [ftyp, moov, mdat] = ['ftyp', 'moov', 'mdat'].map((type) => named(whole, type)) as [
  Buffer,
  Buffer,
  Buffer,
];
const data = mdat.subarray(8);
const dataAt = whole.length - data.length;
const uuid = (id: string, ...payload: readonly (Buffer | string)[]) =>
  box('uuid', Buffer.from(id, 'hex'), ...payload);
const jumbf = box('jumb', box('jumd', Buffer.from('6332706100110010800000aa00389b71', 'hex'), '\x03c2pa\0'));
const c2pa = uuid('d8fec3d61b0e483c92975828877ec481', u32(0), 'manifest\0', u32(0, 0), jumbf);
const large = Buffer.concat([u32(1), Buffer.from('mdat'), u32(0, data.length + 16)]);
const wide = (stco: Buffer) =>
  box(
    'co64',
    stco.subarray(8, 16),
    ...[...Array((stco.length - 16) / 4).keys()].map((i) => u32(0, stco.readUInt32BE(16 + i * 4))),
  );

const bare = ftyp.length + moov.length + 8 - dataAt;
write('large-size.mp4', ftyp, moved(moov, bare + 8), large, data);
const grown = edit(moov, 'stco', wide).length - moov.length;
write('co64.mp4', ftyp, edit(moved(moov, bare + grown), 'stco', wide), mdat);
write('mdat-to-end.mp4', ftyp, moved(moov, bare), u32(0), mdat.subarray(4));
write('mdat-first.mp4', mdat, ftyp, moved(moov, 8 - dataAt));
write('free-first.mp4', inserted(whole, 'ftyp', box('free', 'odd')));
write('skip-first.mp4', inserted(whole, 'ftyp', box('skip', Buffer.alloc(100))));
write('c2pa.mp4', inserted(whole, 'moov', c2pa));
write('c2pa-last.mp4', late, c2pa);
write(
  'aigc-box.mp4',
  inserted(
    edit(late, 'udta', (udta) => box('udta', udta.subarray(8), box('AIGC', '{"Label":"1"}'), u32(0))),
    'none',
    u32(),
  ),
);
write(
  'aigc-xmp.mp4',
  late,
  uuid('be7acfcb97a942e89c71999491e3afac', '<x:xmpmeta xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/"/>'),
);
write('trailing-zeros.mp4', whole, Buffer.alloc(5));
write('trailing-sector.mp4', whole, Buffer.alloc(512));
write('trailing-newline.mp4', whole, Buffer.from('\r\n'));
write('trailing-unknown-box.mp4', whole, box('Xtra', 'what a camera adds'));
write(
  'unknown-boxes.mp4',
  inserted(
    edit(late, 'mvhd', (mvhd) => Buffer.concat([mvhd, box('uNkn', 'x'), box('free')])),
    'ftyp',
    box('pdin', u32(0, 1, 1)),
  ),
);
write('two-mdats.mp4', ftyp, moved(moov, bare + 24), box('mdat'), box('wide'), box('free'), mdat);
const version1 = (mvhd: Buffer) =>
  box('mvhd', u32(0x0100_0000, 0, 0, 0, 0), mvhd.subarray(20, 24), u32(0), mvhd.subarray(24));
write(
  'mvhd-version-1.mp4',
  named(late, 'ftyp'),
  ...boxesOf(late)
    .slice(1)
    .map(({ bytes }) => edit(bytes, 'mvhd', version1)),
);
const compact = (stsz: Buffer) => {
  const sizes = [...Array(stsz.readUInt32BE(16)).keys()].map((i) => stsz.readUInt32BE(20 + i * 4));
  const narrow = Buffer.concat(sizes.map((size) => u32(size * 0x10000).subarray(0, 2)));
  return box('stz2', u32(0, 16, sizes.length), narrow);
};
write('stz2.mp4', edit(late, 'stsz', compact));
const emptied = (track: Buffer) =>
  ['stsz', 'stco', 'stsc', 'stts', 'ctts', 'stss'].reduce(
    (bytes, type) =>
      edit(bytes, type, () => (type === 'stsz' ? box(type, u32(0, 0, 0)) : box(type, u32(0, 0)))),
    track,
  );
const withEmptyTrack = (bytes: Buffer) => {
  const inner = boxesOf(bytes.subarray(8));
  const sound = inner.filter(({ type }) => type === 'trak')[1];
  return box(
    'moov',
    ...inner.flatMap((each) => [each.bytes, ...(each === sound ? [emptied(each.bytes)] : [])]),
  );
};
write(
  'empty-track.mp4',
  ...boxesOf(late).map(({ type, bytes }) => (type === 'moov' ? withEmptyTrack(bytes) : bytes)),
);
// A QuickTime file from before brands: no ftyp, `wide` first.
const classic = read('quicktime.mov');
const cut = named(classic, 'ftyp').length;
write(
  'no-ftyp.mov',
  ...boxesOf(classic)
    .slice(1)
    .map(({ type, bytes }) => (type === 'moov' ? moved(bytes, -cut) : bytes)),
);
