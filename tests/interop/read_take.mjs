// Reads a take with other people's libraries alone: @mcap/core for the container, streamed and (when
// it is finished) by its indexes, and FlatBuffers' reflection for the messages, by the schema that
// the take itself carries. Every record must say what `reprise-inspect cat` says of it, field by
// field.
//
//     node read_take.mjs TAKE CAT.ndjson [--unfinished]
//
// Modules are looked up in REPRISE_NODE_MODULES, else beside this file. Prints what was read; exits
// 1 with the first difference.
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import fs from "node:fs";
import path from "node:path";

const modules = process.env.REPRISE_NODE_MODULES ?? path.join(path.dirname(fileURLToPath(import.meta.url)), "node_modules");
const require = createRequire(pathToFileURL(path.join(modules, "anywhere.js")));
const { McapIndexedReader, McapStreamReader } = require("@mcap/core");
const { crc32 } = require("@foxglove/crc");
const { ByteBuffer } = require("flatbuffers");
const { Parser, Table, Schema } = reflection();
const fzstd = require("fzstd");

const decompressHandlers = { zstd: (buffer, size) => fzstd.decompress(buffer, new Uint8Array(Number(size))) };

function reflection() {
  const names = require("flatbuffers_reflection");
  const generated = require("flatbuffers_reflection/dist/cjs/reflection_generated.js");
  return { Parser: names.Parser, Table: names.Table, Schema: generated.Schema };
}

function check(condition, message) {
  if (!condition) {
    throw new Error(message);
  }
}

// ---- the container -------------------------------------------------------------------------------

function readStreamed(bytes, unfinished) {
  const reader = new McapStreamReader({ validateCrcs: true, decompressHandlers });
  const found = { schemas: new Map(), channels: new Map(), messages: [], attachments: [], metadata: [] };
  // In pieces that fit no record, as they would come from a network.
  for (let at = 0; at < bytes.length; at += 60_013) {
    reader.append(bytes.subarray(at, at + 60_013));
    for (let record; (record = reader.nextRecord()); ) {
      take(record, found);
    }
  }
  check(unfinished || reader.done(), "the stream does not end as an MCAP file does");
  return found;
}

function take(record, found) {
  switch (record.type) {
    case "Schema":
      found.schemas.set(record.id, record);
      break;
    case "Channel":
      found.channels.set(record.id, record);
      break;
    case "Message":
      found.messages.push(record);
      break;
    case "Attachment":
      found.attachments.push(record);
      break;
    case "Metadata":
      found.metadata.push(record);
      break;
    case "DataEnd":
      found.dataCrc = record.dataSectionCrc;
      break;
    case "Statistics":
      found.statistics = record;
      break;
    default:
  }
}

const keyOf = (message) => `${message.channelId} ${message.sequence}`;

// The reader checks the CRCs of summary, chunks and attachments; that of the data section is ours.
async function compareWithIndexed(bytes, streamed) {
  const readable = {
    size: async () => BigInt(bytes.length),
    read: async (offset, size) => bytes.subarray(Number(offset), Number(offset + size)),
  };
  const reader = await McapIndexedReader.Initialize({ readable, decompressHandlers });
  const expected = new Map(streamed.messages.map((message) => [keyOf(message), message]));
  let last = 0n;
  for await (const message of reader.readMessages({ validateCrcs: true })) {
    check(message.logTime >= last, "messages do not come in the order of log_time");
    last = message.logTime;
    const other = expected.get(keyOf(message));
    check(other && Buffer.compare(other.data, message.data) === 0, `message ${keyOf(message)} differs`);
    expected.delete(keyOf(message));
  }
  check(expected.size === 0, `${expected.size} messages are in no index`);
  let attachments = 0;
  for await (const attachment of reader.readAttachments({ validateCrcs: true })) {
    const other = streamed.attachments[attachments++];
    check(other.name === attachment.name && Buffer.compare(other.data, attachment.data) === 0,
      `attachment ${attachment.name} differs`);
  }
  check(attachments === streamed.attachments.length, "an attachment is in no index");
  let metadata = 0;
  for await (const record of reader.readMetadata()) {
    check(record.name === streamed.metadata[metadata++].name, `metadata ${record.name} differs`);
  }
  check(metadata === streamed.metadata.length, "a metadata record is in no index");
  check(reader.statistics.messageCount === BigInt(streamed.messages.length), "the statistics miscount");
  const dataEnd = Number(reader.dataEndOffset);
  check(streamed.dataCrc !== 0, "the data section has no CRC");
  check(crc32(bytes.subarray(0, dataEnd)) === streamed.dataCrc, "the CRC of the data section is wrong");
}

// ---- the messages --------------------------------------------------------------------------------

const qualities = ["fast", "balanced", "high", "ultra"];
const origins = ["performer", "engine", "analysis", "recorder"];
const featureNames = ["rms", "peak", "rms_left", "rms_right", "side", "centroid", "flux", "onset",
  "energy", "sub", "bass", "low_mid", "mid", "high_mid", "presence", "treble"];
const flagNames = ["late", "dropped"];

const text = (value) => value ?? "";
const list = (value) => Array.from(value ?? []);
const base64 = (value) => Buffer.from(list(value)).toString("base64");
const wide = (value) => value.toString();
const size = (value) => value ?? { width: 0, height: 0 };
const enumName = (name) => name.replace(/_$/, "");

function rational(value) {
  return value.den === 1n ? wide(value.num) : `${value.num}/${value.den}`;
}

// What `cat` prints of a record, made from the fields that its own schema names.
const shapes = {
  "/take": (v) => ({
    format_version: v.format_version, engine_version: text(v.engine_version),
    audio: { sample_rate: v.sample_rate, channels: v.channels, bits: v.bits },
    lanes: list(v.lanes).map((lane) => ({ name: text(lane.name), gain: lane.gain,
      offset: wide(lane.offset), codec_header: base64(lane.codec_header) })),
    size: size(v.size), fps: rational(v.fps), seed: wide(v.seed), show: text(v.show),
    switch_mode: text(v.switch_mode), quality: qualities[v.quality], epoch_ns: wide(v.epoch_ns),
    live: v.live,
    ...(v.gl && { gl: { mode: text(v.gl.mode), vendor: text(v.gl.vendor),
      renderer: text(v.gl.renderer), version: text(v.gl.version) } }),
    ...(v.part && { part: { start: wide(v.part.start), sound_start: wide(v.part.sound_start) } }),
  }),
  "/audio": (v) => ({ frames: wide(v.frames), data: base64(v.data) }),
  "/frame": (v, enums) => ({
    index: wide(v.index), size: size(v.size), scene: text(v.scene), entry: wide(v.entry),
    layers: list(v.layers).map((layer) => ({ preset: text(layer.preset), opacity: layer.opacity,
      inputs: list(layer.inputs).map((input) => ({ name: text(input.name),
        type: enums("InputType", input.type),
        value: [0, 1, 2, 3].map((i) => list(input.value)[i] ?? 0),
        last_event: wide(input.last_event),
        picture: { asset: text(input.picture_asset), time: wide(input.picture_time) } })) })),
    outgoing: text(v.outgoing), transition_preset: text(v.transition_preset),
    transition_progress: v.transition_progress,
    features: Object.fromEntries(list(v.features).map((f, i) => [featureNames[i] ?? `feature_${i}`, f])),
    spectrum_hash: v.spectrum_hash, quality: qualities[v.quality],
    flags: [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => (v.flags >> bit) & 1)
      .map((bit) => flagNames[bit] ?? `bit_${bit}`),
    ...(v.before === -2n ? {} : { before: wide(v.before) }),
  }),
  "/cue": (v, enums) => ({
    type: enums("CueType", v.type), origin: origins[v.origin], target: text(v.target),
    text: text(v.text), values: list(v.values), number: wide(v.number), duration: wide(v.duration),
  }),
  "/hash": (v) => ({ index: wide(v.index), size: size(v.size), gl_mode: text(v.gl_mode),
    hash: [v.high, v.low].map((half) => half.toString(16).padStart(16, "0")).join("") }),
  "/health": (v) => ({ xruns: v.xruns, queue_depth: v.queue_depth, late_frames: v.late_frames,
    dropped_frames: v.dropped_frames, drift_ppm: v.drift_ppm }),
};

// A reader of one channel's messages, made from the binary schema in the take.
function decoder(schemaRecord) {
  check(schemaRecord.encoding === "flatbuffer", `schema ${schemaRecord.name} is no FlatBuffers schema`);
  const schema = Schema.getRootAsSchema(new ByteBuffer(schemaRecord.data));
  check(schema.rootTable().name() === schemaRecord.name, `the root table is not ${schemaRecord.name}`);
  const parser = new Parser(schema);
  const read = parser.toObjectLambda(-1, true);
  const enums = (name, value) => {
    for (let i = 0; i < schema.enumsLength(); ++i) {
      if (schema.enums(i).name().endsWith(`.${name}`)) {
        return enumName(schema.enums(i).values(value).name());
      }
    }
    return undefined;
  };
  return (data) => ({ value: read(Table.getRootTable(new ByteBuffer(data))), enums });
}

// The first difference as a path with both values, or nothing. Floats are printed so that they read
// back to the same float.
function difference(a, b, where) {
  if (typeof a === "object" && a !== null && typeof b === "object" && b !== null) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const found = difference(a[key], b[key], `${where}.${key}`);
      if (found) {
        return found;
      }
    }
    return undefined;
  }
  const number = typeof b === "number" && !Number.isFinite(b) ? String(b) : b;
  const same = a === number || (typeof a === "number" && Math.fround(a) === number);
  return same ? undefined : `${where}: cat says ${JSON.stringify(a)}, its schema ${String(b)}`;
}

function compareWithCat(streamed, lines) {
  check(lines.length === streamed.messages.length,
    `cat prints ${lines.length} records, the take holds ${streamed.messages.length}`);
  const decoders = new Map();
  streamed.messages.forEach((message, i) => {
    const channel = streamed.channels.get(message.channelId);
    if (!decoders.has(channel.id)) {
      decoders.set(channel.id, decoder(streamed.schemas.get(channel.schemaId)));
    }
    const { topic, sample, time, ...fields } = JSON.parse(lines[i]);
    check(topic === channel.topic, `record ${i} is of ${channel.topic}, says cat of ${topic}`);
    const { value, enums } = decoders.get(channel.id)(message.data);
    check(sample === wide(value.sample ?? value.first ?? 0n), `record ${i}: sample ${sample}`);
    const found = difference(fields, shapes[topic.replace(/\/\d+$/, "")](value, enums), `record ${i} (${topic})`);
    check(!found, found);
  });
}

async function main(file, cat, unfinished) {
  const bytes = fs.readFileSync(file);
  const streamed = readStreamed(bytes, unfinished);
  if (!unfinished) {
    await compareWithIndexed(bytes, streamed);
  }
  compareWithCat(streamed, fs.readFileSync(cat, "utf8").split("\n").filter((line) => line !== ""));
  console.log(`${streamed.messages.length} messages, ${streamed.attachments.length} attachments, ` +
    `${streamed.metadata.length} metadata`);
}

try {
  await main(process.argv[2], process.argv[3], process.argv[4] === "--unfinished");
} catch (error) {
  console.error(`read_take: ${error.message}`);
  process.exit(1);
}
