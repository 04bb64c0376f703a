#include "core/session/verify/verify_sound.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <vector>

#include "core/session/verify/lag_meter.h"
#include "core/session/verify/trouble.h"

namespace reprise::session {
namespace {

// Of AAC's own noise, music keeps far more; another recording far less.
constexpr double kMinCorrelation = 0.6;
constexpr double kMinSideCorrelation = 0.3;
// Encoders pad to whole packets.
constexpr std::int64_t kMaxPadding = 4096;
constexpr std::int64_t kMaxGapSeconds = 10;
// RMS that a silent window may have: −40 dBFS, more than an encoder smears in front of an attack.
constexpr double kAudible = 1e-2;
constexpr double kFarSofter = 0.1;

void differ(SoundReport& report, std::string reason) {
  if (report.verdict == Verdict::kSame) {
    report.verdict = Verdict::kDifferent;
    report.reason = std::move(reason);
  }
}

std::string seconds_text(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f s", seconds);
  return text;
}

// Walks the expected sound in step with the file's.
class Expected {
 public:
  explicit Expected(const PcmSource& source) : source_(source) {}

  // At most `frames` of the next ones; none at the end.
  Result<PcmView> next(std::int64_t frames) {
    if (block_.samples.empty()) {
      TRY_ASSIGN(block_, source_());
    }
    const std::int64_t count = std::min(frames, block_.frames());
    const PcmView part = block_.slice(0, count);
    block_ = block_.slice(count, block_.frames() - count);
    return part;
  }

 private:
  const PcmSource& source_;
  PcmView block_;
};

Status compare_exact(const PcmView& found, Expected& expected, SoundReport& report) {
  for (std::int64_t at = 0; at < found.frames();) {
    TRY_ASSIGN(const PcmView wanted, expected.next(found.frames() - at));
    if (wanted.samples.empty()) {
      differ(report, "the sound is longer than the take's");
      return {};
    }
    const PcmView part = found.slice(at, wanted.frames());
    const auto pair = std::ranges::mismatch(wanted.samples, part.samples);
    if (pair.in1 != wanted.samples.end() && !report.first_bad_sample) {
      report.first_bad_sample =
          report.samples_checked + (pair.in1 - wanted.samples.begin()) / wanted.format.channels;
      differ(report, "the sound differs at sample " + std::to_string(*report.first_bad_sample));
    }
    report.samples_checked += wanted.frames();
    at += wanted.frames();
  }
  return {};
}

Result<SoundReport> verify_exact(media::MediaReader& file, const AudioFormat& format,
                                 Expected& expected) {
  SoundReport report;
  if (file.info().audio[0].format != format) {
    differ(report, "the sound has another rate, channel count or depth");
    return report;
  }
  Status stop;
  const Status read = file.read_audio([&](const PcmView& pcm) -> Status {
    if (pcm.first.value != report.samples_checked) {
      differ(report, "the sound of sample " + std::to_string(report.samples_checked) +
                         " stands at sample " + std::to_string(pcm.first.value));
    }
    stop = compare_exact(pcm, expected, report);
    return stop;
  });
  TRY(stop);
  if (is_trouble(read)) {
    return fail(read.error());
  }
  if (!read) {
    differ(report, "the sound does not decode: " + read.error().message);
  }
  TRY_ASSIGN(const PcmView rest, expected.next(1));
  if (!rest.samples.empty() && report.verdict == Verdict::kSame) {
    report.first_bad_sample = report.samples_checked;
    differ(report, "the sound ends at sample " + std::to_string(report.samples_checked));
  }
  return report;
}

void judge(const LagWindow& window, SoundReport& report) {
  const std::string at = " at " + seconds_text(window.start_seconds);
  if (window.silent) {
    if (window.found_rms > kAudible) {
      differ(report, "sound" + at + " where the take is silent");
    }
    return;
  }
  ++report.windows_checked;
  report.smallest_correlation = std::min(report.smallest_correlation, window.correlation);
  if (window.found_rms < window.wanted_rms * kFarSofter) {
    return differ(report, "silence" + at + " where the take has sound");
  }
  if (window.correlation < kMinCorrelation) {
    return differ(report, "another sound" + at);
  }
  report.largest_offset_ms = std::max(report.largest_offset_ms, std::abs(window.lag_ms));
  if (std::abs(window.lag_ms) > kMaxOffsetMs) {
    return differ(report, "the sound is " + seconds_text(window.lag_ms / 1000) + " late" + at);
  }
  if (window.side_correlation < kMinSideCorrelation) {
    differ(report, "the stereo channels differ" + at);
  }
}

// Follows a file's sound with the expected one and measures how far they lie apart. Both lengths
// are counted to their ends; memory holds a few seconds of each, whichever is longer.
class LossyCheck {
 public:
  LossyCheck(const AudioFormat& wanted, const AudioFormat& found, Expected& expected)
      : found_format_(found), expected_(expected), meter_(wanted, found) {}

  Status add(const PcmView& found) {
    TRY(fill_gap(found.first.value - found_));
    return append(found);
  }

  Result<SoundReport> finish(const Status& read) {
    if (!read) {
      differ(report_, "the sound does not decode: " + read.error().message);
    }
    measure(true);
    TRY(count_rest());
    report_.samples_checked = std::min(found_, wanted_);
    if (found_ < wanted_ || found_ > wanted_ + kMaxPadding) {
      differ(report_, "the sound is " + std::to_string(found_) + " samples long instead of " +
                          std::to_string(wanted_));
    }
    return report_;
  }

 private:
  // A gap in the file's times is heard as silence.
  Status fill_gap(std::int64_t gap) {
    if (gap < 0) {
      differ(report_, "the sound overlaps itself at sample " + std::to_string(found_));
    }
    if (gap > kMaxGapSeconds * found_format_.sample_rate) {
      differ(report_, "the sound has a gap of " + std::to_string(gap) + " samples at sample " +
                          std::to_string(found_));
      found_ += gap;
      return {};
    }
    const std::vector<std::int32_t> silence(
        static_cast<std::size_t>(std::max<std::int64_t>(gap, 0) * found_format_.channels), 0);
    return append({found_format_, {}, silence});
  }

  Status append(const PcmView& pcm) {
    // Sound far behind the take's end is only counted.
    if (!expected_ended_ || found_ < wanted_ + kMaxPadding) {
      meter_.push_found(pcm);
    }
    found_ += pcm.frames();
    TRY(follow());
    measure(false);
    return {};
  }

  Status follow() {
    while (wanted_ < found_ && !expected_ended_) {
      TRY_ASSIGN(const PcmView pcm, expected_.next(found_ - wanted_));
      expected_ended_ = pcm.samples.empty();
      meter_.push_reference(pcm);
      wanted_ += pcm.frames();
    }
    return {};
  }

  Status count_rest() {
    for (std::int64_t count = 1; count > 0 && !expected_ended_; wanted_ += count) {
      TRY_ASSIGN(const PcmView pcm, expected_.next(std::numeric_limits<std::int64_t>::max()));
      count = pcm.frames();
    }
    return {};
  }

  void measure(bool end) {
    windows_.clear();
    meter_.measure(end, windows_);
    for (const LagWindow& window : windows_) {
      judge(window, report_);
    }
  }

  AudioFormat found_format_;
  Expected& expected_;
  LagMeter meter_;
  SoundReport report_;
  std::vector<LagWindow> windows_;
  std::int64_t found_ = 0;   // samples of the file …
  std::int64_t wanted_ = 0;  // … and of the take
  bool expected_ended_ = false;
};

Result<SoundReport> verify_lossy(media::MediaReader& file, const AudioFormat& format,
                                 Expected& expected) {
  const AudioFormat found_format = file.info().audio[0].format;
  if (found_format.sample_rate != format.sample_rate || found_format.channels != format.channels) {
    SoundReport report;
    differ(report, "the sound has another sample rate or channel count");
    return report;
  }
  LossyCheck check(format, found_format, expected);
  Status stop;
  const Status read = file.read_audio([&](const PcmView& pcm) {
    stop = check.add(pcm);
    return stop;
  });
  TRY(stop);
  if (is_trouble(read)) {
    return fail(read.error());
  }
  return check.finish(read);
}

}  // namespace

Result<SoundReport> verify_sound(media::MediaReader& file, const AudioFormat& format,
                                 const PcmSource& source) {
  Expected expected(source);
  const std::size_t streams = file.info().audio.size();
  if (streams != 1) {
    SoundReport report;  // which of several plays is up to the player
    differ(report, streams == 0 ? "the file has no sound"
                                : "the file has " + std::to_string(streams) + " sound streams");
    return report;
  }
  return file.info().audio[0].lossless ? verify_exact(file, format, expected)
                                       : verify_lossy(file, format, expected);
}

}  // namespace reprise::session
