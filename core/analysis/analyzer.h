// The causal analyser: canonical PCM in, one HopAnalysis per hop out, the same code live and
// offline. Results depend on the samples alone: not on block sizes, CPU or where reading starts.
// One object belongs to one thread.
#pragma once

#include <functional>
#include <memory>

#include "core/analysis/flux_bands.h"
#include "core/base/error.h"
#include "core/model/blob.h"
#include "core/model/features.h"
#include "core/model/pcm.h"

namespace reprise::analysis {

class Analyzer {
 public:
  // kUnsupported outside 8'000..192'000 Hz, 1..8 channels and 16 or 24 bits; kResource without
  // memory.
  static Result<Analyzer> create(const AudioFormat& format);
  Analyzer(Analyzer&&) noexcept;
  Analyzer& operator=(Analyzer&&) noexcept;
  ~Analyzer();

  // The sample that the next push() must start with.
  [[nodiscard]] SampleIndex position() const;

  using HopSink = std::function<Status(const HopAnalysis&)>;

  // Feeds the next frames (pcm.first must follow on) and calls `sink` for every hop k with
  // k · hop ≤ samples seen so far, in order, each exactly once; hop 0 comes with the first call
  // (even an empty one). While the sink runs, snapshot() is that hop's. Stops at the sink's first
  // error and returns it, after which only restore() continues. kInvalid when the format or the
  // position is not the expected one.
  Status push(const PcmView& pcm, const HopSink& sink);

  // Waveform and spectrum of the last hop that was given out; `out` is reused.
  void snapshot(AudioSnapshot& out) const;

  // What a beat tracker listens to, of the last hop that was given out; valid until the next.
  [[nodiscard]] FluxBands flux_bands() const;

  // All state, so that restore() continues bit for bit; small (the window and a few numbers).
  [[nodiscard]] Blob save() const;
  // kUnsupported for another version or format, kCorrupt for a damaged blob; a failure leaves the
  // object as it was.
  Status restore(const Blob& blob);

 private:
  struct Impl;
  explicit Analyzer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::analysis
