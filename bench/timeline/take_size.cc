// What an hour of performance weighs, by topic and by field, beside snapshots of everything: a
// table to read, not a benchmark to time. What a part costs is the difference between takes with
// and without it, since compressed bytes have no owner.
//
//     take_size [SONG [SECONDS]]
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>

#include "core/base/check.h"
#include "core/media/audio_file_reader.h"
#include "core/media/flac.h"
#include "core/timeline/take_writer.h"
#include "tests/support/performed_hour.h"

namespace reprise::timeline {
namespace {

using Change = std::function<void(std::vector<Record>&, std::int64_t frame)>;

// Of the sealed take, in bytes.
std::uint64_t size_of(const PerformedHour& hour, std::int64_t seconds, const Change& change) {
  MemoryFileSystem fs;
  auto writer = TakeWriter::create(fs, "take.mcap", hour.header(), {}, {});
  CHECK(writer.has_value());
  for (std::int64_t frame = 0; frame < PerformedHour::frames_in(seconds); ++frame) {
    std::vector<Record> records = hour.records_of(frame);
    if (change) {
      change(records, frame);
    }
    for (Record& record : records) {
      CHECK(writer->append(std::move(record)).has_value());
    }
  }
  Seal seal;
  seal.samples = hour.sample_of(PerformedHour::frames_in(seconds));
  CHECK(writer->seal(seal).has_value());
  return fs.content("take.mcap")->size();
}

void print_row(const std::string& what, std::uint64_t bytes, std::int64_t seconds) {
  const double megabytes = static_cast<double>(bytes) * 3600 / static_cast<double>(seconds) / 1e6;
  std::printf("%-58s %8.2f MB/h\n", what.c_str(), megabytes);
}

template <typename T, typename Edit>
Change each(Edit edit) {
  return [edit](std::vector<Record>& records, std::int64_t /*frame*/) {
    for (Record& record : records) {
      if (T* value = std::get_if<T>(&record)) {
        edit(*value);
      }
    }
  };
}

struct Part {
  std::string name;
  Change without;
};
std::vector<Part> parts() {
  const auto drop_cues = [](std::vector<Record>& records, std::int64_t /*frame*/) {
    std::erase_if(records,
                  [](const Record& record) { return std::holds_alternative<Cue>(record); });
  };
  return {
      {"/cue", drop_cues},
      {"/frame features", each<FrameRecord>([](FrameRecord& frame) { frame.features.clear(); })},
      {"/frame spectrum_hash",
       each<FrameRecord>([](FrameRecord& frame) { frame.spectrum_hash = 0; })},
      {"/frame layers.inputs", each<FrameRecord>([](FrameRecord& frame) {
         for (FrameRecord::Layer& layer : frame.layers) {
           layer.inputs.clear();
         }
       })},
      {"/frame layers, whole", each<FrameRecord>([](FrameRecord& frame) { frame.layers.clear(); })},
      {"/frame scene, size", each<FrameRecord>([](FrameRecord& frame) {
         frame.scene.clear();
         frame.size = {};
       })},
  };
}

// Spectrum and waveform as bytes beside every frame, as a recorder would that stores all it shows.
Change add_snapshots(const AnalysedSong& song) {
  return [&song](std::vector<Record>& records, std::int64_t frame) {
    const SampleIndex sample = sample_of(records.front());
    const auto hop = static_cast<std::size_t>(sample.value / hop_size(song.format.sample_rate));
    const AudioSnapshot& snapshot = song.snapshots[hop % song.snapshots.size()];
    AudioPacket packet{0, sample, frame >= 0 ? 1 : 0, {}};
    const auto wave = std::as_bytes(std::span(snapshot.waveform));
    const auto spectrum = std::as_bytes(std::span(snapshot.spectrum));
    packet.data.assign(wave.begin(), wave.end());
    packet.data.insert(packet.data.end(), spectrum.begin(), spectrum.end());
    records.insert(records.begin(), std::move(packet));
  };
}

// The song's sound as FLAC packets alone, and as a take of nothing else.
void print_sound(const std::filesystem::path& path) {
  auto reader = media::AudioFileReader::open(posix_file_system(), path);
  CHECK(reader.has_value());
  auto encoder = media::FlacEncoder::create(reader->format());
  TakeHeader header;
  header.audio = reader->format();
  header.lanes.emplace_back();
  MemoryFileSystem fs;
  auto writer = TakeWriter::create(fs, "sound.mcap", header, {}, {});
  CHECK(encoder.has_value() && writer.has_value());
  std::size_t flac_bytes = 0;
  const auto keep = [&](const media::FlacPacket& packet) {
    flac_bytes += packet.data.size();
    return writer->append(
        AudioPacket{0, packet.first, packet.frames, {packet.data.begin(), packet.data.end()}});
  };
  for (auto pcm = reader->read(); pcm && !pcm->samples.empty(); pcm = reader->read()) {
    CHECK(encoder->push(*pcm, keep).has_value());
  }
  CHECK(encoder->finish(keep).has_value() && writer->seal({}).has_value());
  const std::size_t take_bytes = fs.content("sound.mcap")->size();
  std::printf(
      "the song's sound: FLAC packets %zu bytes, a take of them %zu (+ %.2f %%)\n", flac_bytes,
      take_bytes,
      100.0 * static_cast<double>(take_bytes - flac_bytes) / static_cast<double>(flac_bytes));
}

void print_table(const AnalysedSong& song, std::int64_t seconds) {
  const PerformedHour hour(song, {});
  const std::uint64_t whole = size_of(hour, seconds, {});
  print_row("the whole take", whole, seconds);
  for (const Part& part : parts()) {
    print_row("  " + part.name, whole - size_of(hour, seconds, part.without), seconds);
  }
  const auto row = [&](const std::string& what, const PerformanceOptions& options) {
    print_row(what, size_of(PerformedHour(song, options), seconds, {}), seconds);
  };
  row("the 16 features of today", {.features = kFeatureCount});
  row("turns of knobs as /cue, no inputs in /frame", {.stored = Stored::kAsCues});
  row("turns of knobs in both", {.stored = Stored::kBoth});
  row("worst: all 16 inputs glide in every frame", {.hands = Hands::kAll});
  row("all 32 inputs in /frame", {.stored = Stored::kEveryInput});
  const PerformedHour all(song, {.stored = Stored::kEveryInput});
  print_row("full snapshots: 32 inputs, features, spectrum, waveform",
            size_of(all, seconds / 30, add_snapshots(song)) * 30, seconds);
}

}  // namespace
}  // namespace reprise::timeline

int main(int argc, char** argv) {
  using namespace reprise;
  using namespace reprise::timeline;
  const std::filesystem::path path = argc > 1 ? argv[1] : DEMO_TRACK;
  const auto song = analyse_song(path, 2 * 5700);
  if (!song) {
    std::fprintf(stderr, "%s\n", song.error().message.c_str());
    return 1;
  }
  print_table(*song, argc > 2 ? std::atoll(argv[2]) : 3600);
  print_sound(path);
  return 0;
}
