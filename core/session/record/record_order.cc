#include "core/session/record/record_order.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace reprise::session {

// The place of a topic at one sample is that of its type in the variant.
std::tuple<SampleIndex, std::size_t> place_in_file(const timeline::Record& record) {
  return {timeline::sample_of(record), record.index()};
}

void RecordOrder::add(timeline::Record record) {
  waiting_.push_back(std::move(record));
}

std::vector<timeline::Record> RecordOrder::take_before(SampleIndex sample) {
  std::ranges::stable_sort(waiting_, {}, place_in_file);
  const auto end = std::ranges::find_if(waiting_, [&](const timeline::Record& record) {
    return timeline::sample_of(record) >= sample;
  });
  std::vector<timeline::Record> taken(std::make_move_iterator(waiting_.begin()),
                                      std::make_move_iterator(end));
  waiting_.erase(waiting_.begin(), end);
  return taken;
}

std::vector<timeline::Record> RecordOrder::take_all() {
  return take_before(SampleIndex{std::numeric_limits<std::int64_t>::max()});
}

}  // namespace reprise::session
