// Puts the records of a take into file order: by sample, then by topic. Records that arrive for one
// sample and topic keep their order. One thread.
#pragma once

#include <cstddef>
#include <tuple>
#include <vector>

#include "core/timeline/records.h"

namespace reprise::session {

// By this, records of a take are in file order: sample, then topic.
std::tuple<SampleIndex, std::size_t> place_in_file(const timeline::Record& record);

class RecordOrder {
 public:
  void add(timeline::Record record);

  // Takes out everything before `sample`, in file order. Nothing earlier may be added afterwards.
  std::vector<timeline::Record> take_before(SampleIndex sample);
  std::vector<timeline::Record> take_all();

 private:
  std::vector<timeline::Record> waiting_;
};

}  // namespace reprise::session
