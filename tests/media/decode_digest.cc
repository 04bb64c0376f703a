// Prints one line per file: its name and a hash of what core/media decodes from it. Sounds also
// pass through the FLAC encoder. Run natively and under qemu by decode_cpu_test.
#include <cstdio>
#include <filesystem>
#include <string>

#include "core/media/audio_file_reader.h"
#include "core/media/flac.h"
#include "core/media/image_file.h"

namespace {

using namespace reprise;

Result<Hash128> picture_digest(const std::filesystem::path& path) {
  TRY_ASSIGN(const Bytes bytes, read_file(posix_file_system(), path));
  TRY_ASSIGN(const ImageBuffer image, media::decode_image(bytes, path.string()));
  return frame_hash(image.view());
}

Result<Hash128> sound_digest(const std::filesystem::path& path) {
  TRY_ASSIGN(auto reader, media::AudioFileReader::open(posix_file_system(), path));
  TRY_ASSIGN(auto encoder, media::FlacEncoder::create(reader.format()));
  Xxh3Stream hash;
  const auto sink = [&hash](const media::FlacPacket& packet) {
    hash.update(packet.data);
    return Status();
  };
  while (true) {
    TRY_ASSIGN(const PcmView view, reader.read());
    if (view.samples.empty()) {
      break;
    }
    hash.update(std::as_bytes(view.samples));
    TRY(encoder.push(view, sink));
  }
  TRY(encoder.finish(sink));
  return hash.digest();
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::filesystem::path path = argv[i];
    const std::string kind = path.extension().string();
    const bool picture = kind == ".png" || kind == ".jpg" || kind == ".webp";
    const Result<Hash128> digest = picture ? picture_digest(path) : sound_digest(path);
    std::printf("%s %s\n", path.filename().c_str(),
                digest ? to_hex(*digest).c_str() : digest.error().message.c_str());
  }
  return 0;
}
