// The file of an export's encoded sound in OUT.parts/: parameters, packets in order, checksum. It
// may be large and is never in memory as a whole: packets go in and come out one by one.
// One thread per object.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/media/audio_encoder.h"
#include "core/media/hashed_file.h"

namespace reprise::media {

struct SoundPacket {
  // Belongs into the film before the picture at this sample, counted from the export's first.
  std::int64_t due = 0;
  AudioOutPacket packet;
};

class SoundFileWriter {
 public:
  // `key` says which export the sound belongs to. Written beside `path`; without commit() nothing
  // stays.
  static Result<SoundFileWriter> create(FileSystem& fs, const std::filesystem::path& path,
                                        const std::string& key,
                                        const AudioStreamParameters& parameters);
  Status append(const SoundPacket& sound);
  // The file is complete and has its name. Nothing may follow.
  Status commit();

 private:
  explicit SoundFileWriter(AtomicFile file) : file_(std::move(file)), out_(file_.file()) {}
  AtomicFile file_;
  HashedWriter out_;
};

class SoundFileReader {
 public:
  // kNotFound; kCorrupt when it is not such a file. Its content counts only when next() has come
  // to the end.
  static Result<SoundFileReader> open(FileSystem& fs, const std::filesystem::path& path);

  [[nodiscard]] const std::string& key() const { return key_; }
  [[nodiscard]] const AudioStreamParameters& parameters() const { return parameters_; }

  // The next packet, or nothing at the end of a file whose checksum holds. kCorrupt when the
  // checksum or any length does not fit; no call may follow that or the end.
  Result<std::optional<SoundPacket>> next();

 private:
  SoundFileReader(std::unique_ptr<RandomAccessFile> file, std::string name)
      : name_(std::move(name)), file_(std::move(file)), in_(*file_) {}
  Status read_head();
  Result<std::optional<SoundPacket>> read_packet();
  [[nodiscard]] Error in_context(Error error) const;

  std::string name_;
  std::unique_ptr<RandomAccessFile> file_;
  HashedReader in_;
  std::string key_;
  AudioStreamParameters parameters_;
};

}  // namespace reprise::media
