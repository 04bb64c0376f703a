#include "bench/beat/midi_file.h"

#include <algorithm>
#include <string_view>

namespace reprise::beat {
namespace {

// Reads forward; past the end everything is 0 and ok() is false.
class Cursor {
 public:
  explicit Cursor(ByteSpan bytes) : bytes_(bytes) {}

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() const { return at_ == bytes_.size(); }

  std::uint8_t peek() { return at_end() ? fail_u8() : static_cast<std::uint8_t>(bytes_[at_]); }
  std::uint8_t u8() {
    const std::uint8_t value = peek();
    at_ += at_end() ? 0U : 1U;
    return value;
  }
  std::uint32_t big_endian(int count) {
    std::uint32_t value = 0;
    for (int i = 0; i < count; ++i) {
      value = value << 8 | u8();
    }
    return value;
  }
  // SMF's variable-length quantity: seven bits a byte, four bytes at most.
  std::uint32_t variable() {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i) {
      const std::uint8_t byte = u8();
      value = value << 7 | (byte & 0x7FU);
      if ((byte & 0x80U) == 0) {
        return value;
      }
    }
    ok_ = false;
    return 0;
  }
  ByteSpan take(std::size_t count) {
    if (count > bytes_.size() - at_) {
      ok_ = false;
      count = bytes_.size() - at_;
    }
    at_ += count;
    return bytes_.subspan(at_ - count, count);
  }

 private:
  std::uint8_t fail_u8() {
    ok_ = false;
    return 0;
  }

  ByteSpan bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

bool is_tag(ByteSpan bytes, std::string_view tag) {
  return std::equal(bytes.begin(), bytes.end(), tag.begin(), tag.end(),
                    [](std::byte byte, char c) { return static_cast<char>(byte) == c; });
}

enum MetaType : std::uint8_t { kEndOfTrack = 0x2F, kTempo = 0x51, kTimeSignature = 0x58 };

void read_meta(std::uint8_t type, ByteSpan data, std::int64_t tick, MidiFile& file) {
  Cursor in(data);
  if (type == kTempo && data.size() >= 3) {
    file.tempos.push_back({tick, std::max<std::int64_t>(in.big_endian(3), 1)});
  }
  if (type == kTimeSignature && data.size() >= 2) {
    const int numerator = std::max<int>(in.u8(), 1);
    file.meters.push_back({tick, numerator, 1 << std::min<int>(in.u8(), 6)});
  }
}

// The data bytes of a channel message: program change and channel pressure have one.
void read_channel_message(std::uint8_t status, Cursor& in, std::int64_t tick, MidiFile& file) {
  const int kind = status >> 4;
  const int first = in.u8();
  const int second = kind == 0xC || kind == 0xD ? 0 : in.u8();
  if (kind == 0x9 && second > 0 && in.ok()) {
    file.notes.push_back({tick, status & 0xF, first, second});
  }
}

Status read_track(ByteSpan bytes, MidiFile& file) {
  Cursor in(bytes);
  std::int64_t tick = 0;
  std::uint8_t running = 0;
  while (!in.at_end()) {
    tick += in.variable();
    const std::uint8_t status = (in.peek() & 0x80U) != 0 ? in.u8() : running;
    if (status == 0xFF) {
      const std::uint8_t type = in.u8();
      const ByteSpan data = in.take(in.variable());
      if (type == kEndOfTrack) {
        break;
      }
      read_meta(type, data, tick, file);
    } else if (status == 0xF0 || status == 0xF7) {
      in.take(in.variable());
    } else if (status >= 0x80 && status < 0xF0) {
      read_channel_message(status, in, tick, file);
      running = status;
    } else {
      return corrupt("a MIDI track has data where an event begins");
    }
    if (!in.ok()) {
      return corrupt("a MIDI track ends inside an event");
    }
  }
  return {};
}

// Of several changes at one tick the last counts.
template <typename Change>
void tidy(std::vector<Change>& changes) {
  const auto by_tick = [](const Change& a, const Change& b) { return a.tick < b.tick; };
  std::stable_sort(changes.begin(), changes.end(), by_tick);
  std::vector<Change> kept;
  if (changes.empty() || changes.front().tick > 0) {
    kept.push_back({});
  }
  for (const Change& change : changes) {
    if (!kept.empty() && kept.back().tick == change.tick) {
      kept.back() = change;
    } else {
      kept.push_back(change);
    }
  }
  changes = std::move(kept);
}

}  // namespace

Result<MidiFile> parse_midi(ByteSpan bytes) {
  Cursor in(bytes);
  if (!is_tag(in.take(4), "MThd")) {
    return fail(ErrorCode::kInvalid, "no Standard MIDI File");
  }
  Cursor header(in.take(in.big_endian(4)));
  const std::uint32_t format = header.big_endian(2);
  header.big_endian(2);  // the number of tracks: those that are there are read
  const std::uint32_t division = header.big_endian(2);
  if (!header.ok() || !in.ok() || division == 0) {
    return corrupt("the MIDI header is incomplete");
  }
  if (format > 1 || (division & 0x8000U) != 0) {
    return fail(ErrorCode::kUnsupported, "MIDI format 2 or SMPTE time");
  }
  MidiFile file;
  file.ticks_per_quarter = division;
  while (!in.at_end()) {
    const bool is_track = is_tag(in.take(4), "MTrk");
    const ByteSpan content = in.take(in.big_endian(4));
    if (!in.ok()) {
      return corrupt("the MIDI file ends inside a chunk");
    }
    if (is_track) {
      TRY(read_track(content, file));
    }
  }
  tidy(file.tempos);
  tidy(file.meters);
  std::stable_sort(file.notes.begin(), file.notes.end(),
                   [](const MidiNote& a, const MidiNote& b) { return a.tick < b.tick; });
  return file;
}

}  // namespace reprise::beat
