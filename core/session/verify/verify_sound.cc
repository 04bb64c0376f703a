#include "core/session/verify/verify_sound.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "core/session/verify/lag_meter.h"

namespace reprise::session {
namespace {

// Of AAC's own noise, music keeps far more; another recording far less.
constexpr double kMinCorrelation = 0.6;
constexpr double kMinSideCorrelation = 0.3;
// Encoders pad to whole packets.
constexpr std::int64_t kMaxPadding = 4096;

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
    if (report.samples_checked == 0 && pcm.first.value != 0) {
      differ(report, "the sound starts at sample " + std::to_string(pcm.first.value));
    }
    stop = compare_exact(pcm, expected, report);
    return stop;
  });
  TRY(stop);
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
    if (!window.found_silent) {
      differ(report, "sound" + at + " where the take is silent");
    }
    return;
  }
  ++report.windows_checked;
  if (window.found_silent) {
    report.smallest_correlation = 0;
    return differ(report, "silence" + at + " where the take has sound");
  }
  report.smallest_correlation = std::min(report.smallest_correlation, window.correlation);
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

Result<SoundReport> verify_lossy(media::MediaReader& file, const AudioFormat& format,
                                 Expected& expected) {
  SoundReport report;
  const AudioFormat found_format = file.info().audio[0].format;
  if (found_format.sample_rate != format.sample_rate) {
    differ(report, "the sound has another sample rate");
    return report;
  }
  LagMeter meter(format, found_format);
  std::vector<LagWindow> windows;
  std::int64_t found = 0;
  std::int64_t wanted = 0;
  Status stop;
  const auto follow = [&](std::int64_t frames) -> Status {
    while (wanted < frames) {
      TRY_ASSIGN(const PcmView pcm, expected.next(frames - wanted));
      if (pcm.samples.empty()) {
        return {};
      }
      meter.push_reference(pcm);
      wanted += pcm.frames();
    }
    return {};
  };
  const Status read = file.read_audio([&](const PcmView& pcm) -> Status {
    // A gap at the start is a shift: it shows as silence.
    if (found == 0 && pcm.first.value > 0) {
      const std::vector<std::int32_t> gap(
          static_cast<std::size_t>(pcm.first.value * found_format.channels), 0);
      meter.push_found({found_format, {}, gap});
      found += pcm.first.value;
    }
    meter.push_found(pcm);
    found += pcm.frames();
    stop = follow(found);
    meter.measure(false, windows);
    return stop;
  });
  TRY(stop);
  if (!read) {
    differ(report, "the sound does not decode: " + read.error().message);
  }
  TRY(follow(std::numeric_limits<std::int64_t>::max()));
  meter.measure(true, windows);
  for (const LagWindow& window : windows) {
    judge(window, report);
  }
  report.samples_checked = std::min(found, wanted);
  if (found < wanted || found > wanted + kMaxPadding) {
    differ(report, "the sound is " + std::to_string(found) + " samples long instead of " +
                       std::to_string(wanted));
  }
  return report;
}

}  // namespace

Result<SoundReport> verify_sound(media::MediaReader& file, const AudioFormat& format,
                                 const PcmSource& source) {
  Expected expected(source);
  if (file.info().audio.size() > 1) {
    SoundReport report;  // which of them plays is up to the player
    differ(report, "the file has " + std::to_string(file.info().audio.size()) + " sound streams");
    return report;
  }
  if (file.info().audio.empty()) {
    SoundReport report;
    differ(report, "the file has no sound");
    return report;
  }
  return file.info().audio[0].lossless ? verify_exact(file, format, expected)
                                       : verify_lossy(file, format, expected);
}

}  // namespace reprise::session
