#include "tests/analysis/feature_hash.h"

#include "core/analysis/beat_tracker.h"
#include "core/base/check.h"
#include "core/base/hash.h"
#include "tests/analysis/signals.h"

namespace reprise::analysis {
namespace {

void hash_hop(const HopAnalysis& hop, const AudioSnapshot& snapshot, Sha256Stream& hash) {
  Bytes bytes;
  ByteWriter out(bytes);
  out.put(hop.hop.value);
  out.put(hop.sample.value);
  for (const std::uint16_t value : hop.features.values) {
    out.put(value);
  }
  out.put(static_cast<std::uint8_t>(hop.onset ? 1 : 0));
  out.put(hop.spectrum_hash);
  hash.update(bytes);
  hash.update(std::as_bytes(std::span(snapshot.spectrum)));
  hash.update(std::as_bytes(std::span(snapshot.waveform)));
}

void hash_piece(const AudioFormat& format, Sha256Stream& hash) {
  auto analyzer = Analyzer::create(format);
  CHECK(analyzer.has_value());
  const Samples samples = integer_piece(format, format.sample_rate * std::int64_t{3} / 2);
  AudioSnapshot snapshot;
  const Status status = analyzer->push({format, SampleIndex{0}, samples}, [&](const auto& hop) {
    analyzer->snapshot(snapshot);
    hash_hop(hop, snapshot, hash);
    return Status{};
  });
  CHECK(status.has_value());
  hash.update(analyzer->save().data);
}

void hash_beat(const AudioFormat& format, Sha256Stream& hash) {
  auto analyzer = Analyzer::create(format);
  CHECK(analyzer.has_value());
  const Samples samples = integer_piece(format, format.sample_rate * std::int64_t{4});
  BeatTracker tracker(format.sample_rate);
  BeatOnsetDetector detector(format.sample_rate);
  std::vector<BeatOnsets> onsets;
  Bytes bytes;
  ByteWriter out(bytes);
  const Status status = analyzer->push({format, SampleIndex{0}, samples}, [&](const auto&) {
    const BeatReading reading = tracker.step(analyzer->flux_bands());
    out.put(static_cast<std::uint8_t>(reading.beat ? 1 : 0));
    out.put(reading.phase);
    out.put(reading.confidence);
    out.put(reading.interval);
    onsets.push_back(detector.step(analyzer->flux_bands()));
    return Status{};
  });
  CHECK(status.has_value());
  for (const Beat& beat : track_beats(format.sample_rate, onsets)) {
    out.put(beat.sample.value);
    out.put(beat.interval);
  }
  hash.update(bytes);
  hash.update(tracker.save().data);
}

}  // namespace

std::string beat_hash() {
  Sha256Stream hash;
  hash_beat(audio_format(48000, 2, 24), hash);
  hash_beat(audio_format(44100, 1, 16), hash);
  hash_beat(audio_format(8000, 2, 16), hash);
  return to_hex(hash.digest());
}

std::string feature_hash() {
  Sha256Stream hash;
  hash_piece(audio_format(48000, 2, 24), hash);
  hash_piece(audio_format(44100, 1, 16), hash);
  hash_piece(audio_format(8000, 2, 16), hash);
  hash_piece(audio_format(96000, 6, 24), hash);
  return to_hex(hash.digest());
}

}  // namespace reprise::analysis
