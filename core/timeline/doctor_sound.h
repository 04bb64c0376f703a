// The doctor's look at sound: the packets of each lane follow each other without hole or overlap,
// except where a gap cue or a recovery says what is missing; those of the first lane from the start
// of the take to its end. Others have a clock and a length of their own. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "core/timeline/doctor_findings.h"

namespace reprise::timeline {

class SoundCheck {
 public:
  explicit SoundCheck(Findings& findings) : findings_(findings) {}

  // What a take's own lanes and part explain. Before the first packet.
  void begin(const TakeHeader& header);
  // In file order; `offset` of the chunk in the file.
  void add(const AudioPacket& packet, std::uint64_t offset);
  void add(const Cue& cue);
  // A recovery says that records of these samples are missing.
  void add_told(SampleIndex from, SampleIndex to) { gaps_.push_back({from.value, to.value}); }
  // Compares, with the seal where there is one.
  void finish(const Seal* seal);

 private:
  struct Range {
    std::int64_t from = 0;
    std::int64_t to = 0;
  };
  struct Hole {
    std::uint32_t lane = 0;
    Range range;
    std::uint64_t offset = 0;
  };
  [[nodiscard]] bool explained(const Range& hole) const;
  void merge_gaps();
  void compare_with_seal(const Seal& seal);

  Findings& findings_;
  std::map<std::uint32_t, std::int64_t> ends_;  // by lane: where its next packet must start
  std::map<std::uint32_t, std::int64_t> last_;  // by lane: where its last packet starts
  bool trimmed_ = false;
  std::size_t lanes_ = 0;
  std::vector<Hole> holes_;
  std::vector<Range> gaps_;        // that gap cues or a recovery name
  std::int64_t told_samples_ = 0;  // that gap cues count as lost
};

}  // namespace reprise::timeline
