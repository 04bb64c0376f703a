#include "core/media/segment_file.h"

#include <utility>

#include "core/media/hashed_file.h"

// Layout in the framing of hashed_file.h: mark, header, parameters, frame hashes, packets.
namespace reprise::media {
namespace {

constexpr FileMark kSegmentMark{{std::byte{0x89}, std::byte{'R'}, std::byte{'P'}, std::byte{'S'},
                                 std::byte{'E'}, std::byte{'G'}, std::byte{'\r'}, std::byte{'\n'}},
                                1,
                                "segment"};
constexpr std::uint8_t kKey = 1;
constexpr std::uint8_t kDisposable = 2;
// The smallest packet: pts, flags, length.
constexpr std::uint64_t kPacketBytes = 8 + 1 + 8;

// ---- writing ------------------------------------------------------------------------------------

void put_header(ByteWriter out, const SegmentHeader& header) {
  out.put_string(header.render_key);
  out.put(header.index);
  out.put(header.first_frame);
}

Status put_parameters(HashedWriter& out, const VideoStreamParameters& parameters) {
  const VideoSettings& settings = parameters.settings;
  ByteWriter fields = out.fields();
  fields.put_string(video_codec(settings.codec).name);
  fields.put(settings.size.width);
  fields.put(settings.size.height);
  fields.put(settings.fps.num);
  fields.put(settings.fps.den);
  fields.put(static_cast<std::uint8_t>(settings.alpha));
  fields.put(static_cast<std::int32_t>(settings.crf));
  fields.put_string(settings.preset);
  fields.put(parameters.delay);
  fields.put(parameters.codec_tag);
  return out.data(parameters.extradata);
}

Status put_packet(HashedWriter& out, const SegmentPacket& packet) {
  out.fields().put(packet.local_pts);
  out.fields().put(
      static_cast<std::uint8_t>((packet.key ? kKey : 0) | (packet.disposable ? kDisposable : 0)));
  return out.data(packet.data);
}

Status put_segment(WritableFile& file, const Segment& segment) {
  HashedWriter out(file);
  put_mark(out.fields(), kSegmentMark);
  put_header(out.fields(), segment.header);
  TRY(put_parameters(out, segment.parameters));
  out.fields().put(static_cast<std::uint64_t>(segment.frame_hashes.size()));
  for (const Hash128& hash : segment.frame_hashes) {
    out.fields().put(hash.high);
    out.fields().put(hash.low);
  }
  out.fields().put(static_cast<std::uint64_t>(segment.packets.size()));
  for (const SegmentPacket& packet : segment.packets) {
    TRY(put_packet(out, packet));
  }
  return out.finish();
}

// ---- reading ------------------------------------------------------------------------------------

Result<SegmentHeader> get_header(HashedReader& in) {
  SegmentHeader header;
  TRY_ASSIGN(header.render_key, in.text());
  TRY_ASSIGN(header.index, in.get<std::int64_t>());
  TRY_ASSIGN(header.first_frame, in.get<std::int64_t>());
  return header;
}

Result<VideoSettings> get_settings(HashedReader& in) {
  VideoSettings settings;
  TRY_ASSIGN(const std::string name, in.text());
  const auto codec = video_codec_by_name(name);
  if (!codec) {
    return fail(ErrorCode::kCorrupt, "unknown codec '" + name + "'");
  }
  settings.codec = *codec;
  TRY_ASSIGN(settings.size.width, in.get<std::int32_t>());
  TRY_ASSIGN(settings.size.height, in.get<std::int32_t>());
  TRY_ASSIGN(settings.fps.num, in.get<std::int64_t>());
  TRY_ASSIGN(settings.fps.den, in.get<std::int64_t>());
  TRY_ASSIGN(const auto alpha, in.get<std::uint8_t>());
  settings.alpha = alpha != 0;
  TRY_ASSIGN(settings.crf, in.get<std::int32_t>());
  TRY_ASSIGN(settings.preset, in.text());
  return settings;
}

Result<VideoStreamParameters> get_video_parameters(HashedReader& in) {
  VideoStreamParameters parameters;
  TRY_ASSIGN(parameters.settings, get_settings(in));
  TRY_ASSIGN(parameters.delay, in.get<std::int64_t>());
  TRY_ASSIGN(parameters.codec_tag, in.get<std::uint32_t>());
  TRY_ASSIGN(parameters.extradata, in.data());
  return parameters;
}

Result<SegmentPacket> get_packet(HashedReader& in) {
  SegmentPacket packet;
  TRY_ASSIGN(packet.local_pts, in.get<std::int64_t>());
  TRY_ASSIGN(const auto flags, in.get<std::uint8_t>());
  packet.key = (flags & kKey) != 0;
  packet.disposable = (flags & kDisposable) != 0;
  TRY_ASSIGN(packet.data, in.data());
  return packet;
}

Result<std::vector<Hash128>> get_hashes(HashedReader& in) {
  TRY_ASSIGN(const std::uint64_t count, in.count(sizeof(Hash128)));
  TRY_ASSIGN(const Bytes raw, in.bytes(count * sizeof(Hash128)));
  ByteReader reader(raw);
  std::vector<Hash128> hashes(static_cast<std::size_t>(count));
  for (Hash128& hash : hashes) {
    hash.high = reader.get<std::uint64_t>();
    hash.low = reader.get<std::uint64_t>();
  }
  return hashes;
}

Result<Segment> get_segment(HashedReader& in) {
  Segment segment;
  TRY(check_mark(in, kSegmentMark));
  TRY_ASSIGN(segment.header, get_header(in));
  TRY_ASSIGN(segment.parameters, get_video_parameters(in));
  TRY_ASSIGN(segment.frame_hashes, get_hashes(in));
  TRY_ASSIGN(const std::uint64_t count, in.count(kPacketBytes));
  for (std::uint64_t i = 0; i < count; ++i) {
    TRY_ASSIGN(SegmentPacket packet, get_packet(in));
    segment.packets.push_back(std::move(packet));
  }
  TRY(in.check_end());
  return segment;
}

}  // namespace

Status write_segment(FileSystem& fs, const std::filesystem::path& path, const Segment& segment) {
  TRY_ASSIGN(AtomicFile file, AtomicFile::create(fs, path));
  TRY(put_segment(file.file(), segment));
  return file.commit();
}

Result<Segment> read_segment(FileSystem& fs, const std::filesystem::path& path) {
  TRY_ASSIGN(const auto file, fs.open(path));
  HashedReader in(*file);
  auto segment = get_segment(in);
  if (!segment) {
    return fail(std::move(segment).error().with_context("segment '" + path.string() + "'"));
  }
  return segment;
}

}  // namespace reprise::media
