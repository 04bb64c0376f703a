#include "core/media/sound_file.h"

#include <utility>

// Layout in the framing of hashed_file.h: mark, key, parameters, packets with kPacket in front of
// each, kEnd. The number of packets is not known when the file begins.
namespace reprise::media {
namespace {

constexpr FileMark kSoundMark{{std::byte{0x89}, std::byte{'R'}, std::byte{'P'}, std::byte{'S'},
                               std::byte{'N'}, std::byte{'D'}, std::byte{'\r'}, std::byte{'\n'}},
                              1,
                              "sound"};
constexpr std::uint8_t kEnd = 0;
constexpr std::uint8_t kPacket = 1;

Status put_parameters(HashedWriter& out, const AudioStreamParameters& parameters) {
  ByteWriter fields = out.fields();
  fields.put_string(audio_codec(parameters.settings.codec).name);
  fields.put(parameters.settings.bitrate);
  fields.put(parameters.format.sample_rate);
  fields.put(parameters.format.channels);
  fields.put(parameters.format.bits);
  fields.put(parameters.priming);
  fields.put(parameters.frame_size);
  return out.data(parameters.extradata);
}

Result<AudioStreamParameters> get_audio_parameters(HashedReader& in) {
  AudioStreamParameters parameters;
  TRY_ASSIGN(const std::string name, in.text());
  const auto codec = audio_codec_by_name(name);
  if (!codec) {
    return fail(ErrorCode::kCorrupt, "unknown codec '" + name + "'");
  }
  parameters.settings.codec = *codec;
  TRY_ASSIGN(parameters.settings.bitrate, in.get<std::int64_t>());
  TRY_ASSIGN(parameters.format.sample_rate, in.get<std::int32_t>());
  TRY_ASSIGN(parameters.format.channels, in.get<std::int32_t>());
  TRY_ASSIGN(parameters.format.bits, in.get<std::int32_t>());
  TRY_ASSIGN(parameters.priming, in.get<std::int64_t>());
  TRY_ASSIGN(parameters.frame_size, in.get<std::int64_t>());
  TRY_ASSIGN(parameters.extradata, in.data());
  return parameters;
}

}  // namespace

Result<SoundFileWriter> SoundFileWriter::create(FileSystem& fs, const std::filesystem::path& path,
                                                const std::string& key,
                                                const AudioStreamParameters& parameters) {
  TRY_ASSIGN(AtomicFile file, AtomicFile::create(fs, path));
  SoundFileWriter writer(std::move(file));
  put_mark(writer.out_.fields(), kSoundMark);
  writer.out_.fields().put_string(key);
  TRY(put_parameters(writer.out_, parameters));
  return writer;
}

Status SoundFileWriter::append(const SoundPacket& sound) {
  ByteWriter fields = out_.fields();
  fields.put(kPacket);
  fields.put(sound.due);
  fields.put(sound.packet.pts);
  fields.put(sound.packet.duration);
  TRY(out_.data(sound.packet.data));
  return out_.data(sound.packet.new_extradata);
}

Status SoundFileWriter::commit() {
  out_.fields().put(kEnd);
  TRY(out_.finish());
  return file_.commit();
}

Error SoundFileReader::in_context(Error error) const {
  return std::move(error).with_context("sound '" + name_ + "'");
}

Result<SoundFileReader> SoundFileReader::open(FileSystem& fs, const std::filesystem::path& path) {
  TRY_ASSIGN(auto file, fs.open(path));
  SoundFileReader reader(std::move(file), path.string());
  if (Status head = reader.read_head(); !head) {
    return fail(reader.in_context(std::move(head).error()));
  }
  return reader;
}

Status SoundFileReader::read_head() {
  TRY(check_mark(in_, kSoundMark));
  TRY_ASSIGN(key_, in_.text());
  TRY_ASSIGN(parameters_, get_audio_parameters(in_));
  return {};
}

Result<std::optional<SoundPacket>> SoundFileReader::next() {
  auto packet = read_packet();
  if (!packet) {
    return fail(in_context(std::move(packet).error()));
  }
  return packet;
}

Result<std::optional<SoundPacket>> SoundFileReader::read_packet() {
  TRY_ASSIGN(const auto kind, in_.get<std::uint8_t>());
  if (kind == kEnd) {
    TRY(in_.check_end());
    return std::nullopt;
  }
  if (kind != kPacket) {
    return fail(ErrorCode::kCorrupt, "neither a packet nor the end");
  }
  SoundPacket sound;
  TRY_ASSIGN(sound.due, in_.get<std::int64_t>());
  TRY_ASSIGN(sound.packet.pts, in_.get<std::int64_t>());
  TRY_ASSIGN(sound.packet.duration, in_.get<std::int64_t>());
  TRY_ASSIGN(sound.packet.data, in_.data());
  TRY_ASSIGN(sound.packet.new_extradata, in_.data());
  return sound;
}

}  // namespace reprise::media
