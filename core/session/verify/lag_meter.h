// How far one sound lags behind another: normalised cross-correlation of short windows, one every
// ten seconds and one at the end, of the mid signal at about 8 kHz; beside it the correlation of
// the side signal, which shows exchanged channels. Where the reference is silent the next window
// that is not is taken. Bounded memory. One thread.
#pragma once

#include <cstdint>
#include <vector>

#include "core/model/pcm.h"

namespace reprise::session {

struct LagWindow {
  double start_seconds = 0;
  double wanted_rms = 0;        // of the reference's mid signal, 1 = full scale
  double found_rms = 0;         // of the other's, in the same place
  bool silent = false;          // the reference is: what follows was not measured
  double lag_ms = 0;            // of the best correlation; positive: the found sound is late
  double correlation = 0;       // at that lag, −1 .. 1
  double side_correlation = 1;  // at that lag; 1 where there is no side signal
};

class LagMeter {
 public:
  explicit LagMeter(const AudioFormat& reference, const AudioFormat& found);

  void push_reference(const PcmView& pcm) { reference_.push(pcm); }
  void push_found(const PcmView& pcm) { found_.push(pcm); }

  // Measures every window that both sounds cover. At the `end` also the last one, which is shorter
  // only if the sounds are.
  void measure(bool end, std::vector<LagWindow>& out);

 private:
  // Mid and side, averaged down to about 8 kHz, without what is no longer needed.
  struct Track {
    int factor = 6;
    int channels = 2;
    double scale = 1;
    std::int64_t first = 0;  // index of mid[0]
    std::vector<float> mid;
    std::vector<float> side;
    double sum_mid = 0;
    double sum_side = 0;
    int summed = 0;
    void push(const PcmView& pcm);
    void forget_before(std::int64_t index);
    [[nodiscard]] std::int64_t end() const { return first + static_cast<std::int64_t>(mid.size()); }
  };
  [[nodiscard]] LagWindow measure_at(std::int64_t start, std::int64_t length) const;
  [[nodiscard]] std::int64_t best_lag(std::int64_t start, std::int64_t length) const;
  void forget();

  Track reference_;
  Track found_;
  double rate_;                    // Hz, of both tracks
  std::int64_t length_;            // of a window
  std::int64_t search_;            // lags up to this
  std::int64_t interval_;          // from window to window
  std::int64_t next_window_ = 0;   // start of the next
  std::int64_t measured_end_ = 0;  // of the last
};

}  // namespace reprise::session
