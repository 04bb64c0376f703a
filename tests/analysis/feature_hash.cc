#include "tests/analysis/feature_hash.h"

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

}  // namespace

std::string feature_hash() {
  Sha256Stream hash;
  hash_piece(audio_format(48000, 2, 24), hash);
  hash_piece(audio_format(44100, 1, 16), hash);
  hash_piece(audio_format(8000, 2, 16), hash);
  hash_piece(audio_format(96000, 6, 24), hash);
  return to_hex(hash.digest());
}

}  // namespace reprise::analysis
