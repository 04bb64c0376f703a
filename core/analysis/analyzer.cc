#include "core/analysis/analyzer.h"

#include <algorithm>
#include <string>

#include "core/analysis/float_environment.h"
#include "core/analysis/loudness.h"
#include "core/analysis/onset.h"
#include "core/analysis/sample_history.h"
#include "core/analysis/spectrum.h"
#include "core/base/checksum.h"
#include "core/base/hash.h"
#include "core/base/time.h"
#include "core/base/vector_registers.h"

namespace reprise::analysis {
namespace {

constexpr const char* kBlobKind = "analysis";
// Of the blob and of the analysis itself: any change of a result is a new version.
constexpr std::uint32_t kBlobVersion = 1;
constexpr std::uint32_t kMostSavedSamples = 1U << 17;  // over 9216 frames of 8 channels
constexpr std::int64_t kMostHops = std::int64_t{1} << 48;

tl::unexpected<Error> damaged() {
  return fail(ErrorCode::kCorrupt, "the saved state of the analysis is damaged");
}

Status check_format(const AudioFormat& format) {
  if (format.sample_rate < 8000 || format.sample_rate > 192'000) {
    return fail(ErrorCode::kUnsupported,
                "cannot analyse audio of " + std::to_string(format.sample_rate) + " Hz",
                "resample it to between 8000 and 192000 Hz");
  }
  if (format.channels < 1 || format.channels > 8) {
    return fail(ErrorCode::kUnsupported,
                "cannot analyse audio of " + std::to_string(format.channels) + " channels",
                "mix it down to between 1 and 8 channels");
  }
  if (format.bits != 16 && format.bits != 24) {
    return fail(ErrorCode::kUnsupported,
                "cannot analyse samples of " + std::to_string(format.bits) + " bits");
  }
  return {};
}

}  // namespace

struct Analyzer::Impl {
  Impl(const AudioFormat& audio, Spectrum made)
      : format(audio),
        hop(hop_size(audio.sample_rate)),
        history(audio, window_size(audio.sample_rate), hop),
        loudness(audio, hop),
        spectrum(std::move(made)),
        onset(audio.sample_rate) {}

  static Result<std::unique_ptr<Impl>> create(const AudioFormat& format) {
    TRY_ASSIGN(Spectrum spectrum, Spectrum::create(format.sample_rate));
    return std::make_unique<Impl>(format, std::move(spectrum));
  }

  // Hops that were given out, and samples seen.
  [[nodiscard]] std::int64_t seen() const {
    return next_hop == 0 ? 0 : (next_hop - 1) * hop + history.pending();
  }
  HopAnalysis analyse();
  Status give_hop(const HopSink& sink) { return sink(analyse()); }
  void store(ByteWriter& out) const;
  // Into a fresh object; kCorrupt leaves it unusable.
  Status load(ByteReader& in);

  AudioFormat format;
  std::int64_t hop;
  std::int64_t next_hop = 0;
  SampleHistory history;
  Loudness loudness;
  Spectrum spectrum;
  OnsetDetector onset;
};

HopAnalysis Analyzer::Impl::analyse() {
  clear_upper_vector_halves();
  HopAnalysis result;
  result.hop = HopIndex{next_hop};
  result.sample = SampleIndex{next_hop * hop};
  ++next_hop;
  history.take_hop();
  loudness.step(history.window(), result.features);
  spectrum.step(history.mid_window());
  spectrum.describe(result.features);
  const OnsetStep step = onset.step(spectrum.magnitudes(), spectrum.scale(), loudness.audible());
  result.features.values[static_cast<std::size_t>(FeatureId::kFlux)] = step.flux;
  result.features.values[static_cast<std::size_t>(FeatureId::kOnset)] = step.strength;
  result.onset = step.onset;
  result.spectrum_hash =
      static_cast<std::uint16_t>(crc32(std::as_bytes(spectrum.bytes())) & 0xFFFF);
  return result;
}

Result<Analyzer> Analyzer::create(const AudioFormat& format) {
  TRY(check_format(format));
  const FloatEnvironment environment;
  TRY_ASSIGN(std::unique_ptr<Impl> impl, Impl::create(format));
  return Analyzer(std::move(impl));
}

Analyzer::Analyzer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Analyzer::Analyzer(Analyzer&&) noexcept = default;
Analyzer& Analyzer::operator=(Analyzer&&) noexcept = default;
Analyzer::~Analyzer() = default;

SampleIndex Analyzer::position() const {
  return SampleIndex{impl_->seen()};
}

Status Analyzer::push(const PcmView& pcm, const HopSink& sink) {
  Impl& state = *impl_;
  if (pcm.format != state.format) {
    return fail(ErrorCode::kInvalid, "the audio format changed in the middle of the analysis");
  }
  if (pcm.first.value != state.seen()) {
    return fail(ErrorCode::kInvalid, "audio at sample " + std::to_string(pcm.first.value) +
                                         " where sample " + std::to_string(state.seen()) +
                                         " was due");
  }
  const FloatEnvironment environment;
  if (state.next_hop == 0) {
    TRY(state.give_hop(sink));
  }
  for (std::int64_t done = 0; done < pcm.frames();) {
    const std::int64_t count = std::min(pcm.frames() - done, state.hop - state.history.pending());
    state.history.append(pcm.slice(done, count).samples);
    done += count;
    if (state.history.pending() == state.hop) {
      TRY(state.give_hop(sink));
    }
  }
  return {};
}

FluxBands Analyzer::flux_bands() const {
  return {impl_->onset.levels(0), impl_->onset.levels(2)};
}

void Analyzer::snapshot(AudioSnapshot& out) const {
  const auto samples = impl_->history.window();
  const auto spectrum = impl_->spectrum.bytes();
  const auto channels = static_cast<std::size_t>(impl_->format.channels);
  const std::size_t length = samples.size() / channels;
  const int shift = impl_->format.bits - 16;
  out.channels = impl_->format.channels;
  out.waveform_length = static_cast<std::int32_t>(length);
  out.spectrum_bins = static_cast<std::int32_t>(spectrum.size());
  out.waveform.resize(samples.size());
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t i = 0; i < length; ++i) {
      out.waveform[c * length + i] = static_cast<std::int16_t>(samples[i * channels + c] >> shift);
    }
  }
  out.spectrum.assign(spectrum.begin(), spectrum.end());
}

void Analyzer::Impl::store(ByteWriter& out) const {
  out.put(next_hop);
  const auto samples = history.contents();
  out.put(static_cast<std::uint32_t>(samples.size()));
  for (const std::int32_t sample : samples) {
    out.put(sample);
  }
  for (const float magnitude : spectrum.smoothed()) {
    out.put_f32(magnitude);
  }
  loudness.save(out);
  onset.save(out);
}

Status Analyzer::Impl::load(ByteReader& in) {
  next_hop = in.get<std::int64_t>();
  std::vector<std::int32_t> samples(in.get<std::uint32_t>() % kMostSavedSamples);
  for (std::int32_t& sample : samples) {
    sample = in.get<std::int32_t>();
  }
  const auto frame = static_cast<std::size_t>(format.channels);
  const std::size_t window = history.window().size();
  if (next_hop < 0 || next_hop > kMostHops || samples.size() % frame != 0 ||
      samples.size() < window || samples.size() >= window + static_cast<std::size_t>(hop) * frame) {
    return damaged();
  }
  history.load(samples);
  std::vector<float> smoothed(spectrum.smoothed().size());
  for (float& magnitude : smoothed) {
    magnitude = in.get_f32();
    if (!(magnitude >= 0.0F && magnitude <= 1.0F)) {
      return damaged();
    }
  }
  spectrum.restore(smoothed);
  loudness.restore(history.window(), in);
  onset.restore(in);
  if (in.failed() || !in.at_end()) {
    return damaged();
  }
  return {};
}

Blob Analyzer::save() const {
  Blob blob{.kind = kBlobKind, .version = kBlobVersion, .data = {}};
  ByteWriter out(blob.data);
  out.put(impl_->format.sample_rate);
  out.put(impl_->format.channels);
  out.put(impl_->format.bits);
  impl_->store(out);
  append_checksum(blob.data);
  return blob;
}

namespace {

// The blob's content before its CRC-32.
Result<ByteSpan> checked_content(const Blob& blob) {
  if (blob.kind != kBlobKind || blob.version != kBlobVersion) {
    return fail(ErrorCode::kUnsupported, "cannot continue from '" + blob.kind +
                                             "' state of version " + std::to_string(blob.version));
  }
  const auto content = without_checksum(blob.data);
  if (!content) {
    return damaged();
  }
  return *content;
}

}  // namespace

Status Analyzer::restore(const Blob& blob) {
  TRY_ASSIGN(const ByteSpan content, checked_content(blob));
  ByteReader in(content);
  AudioFormat format;
  format.sample_rate = in.get<std::int32_t>();
  format.channels = in.get<std::int32_t>();
  format.bits = in.get<std::int32_t>();
  if (format != impl_->format) {
    return fail(ErrorCode::kUnsupported, "the saved analysis is of another audio format");
  }
  const FloatEnvironment environment;
  TRY_ASSIGN(std::unique_ptr<Impl> made, Impl::create(format));
  TRY(made->load(in));
  impl_ = std::move(made);
  return {};
}

}  // namespace reprise::analysis
