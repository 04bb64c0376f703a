// Where a data section comes from, record by record: an MCAP file, or its JSONL twin. The other end
// of mcap::DataSink. What is damaged is noted and left out. One thread at a time.
#pragma once

#include <cstdint>

#include "core/base/error.h"
#include "core/mcap/data_sink.h"
#include "core/mcap/format.h"

namespace reprise::timeline {

class DataSource {
 public:
  virtual ~DataSource() = default;

  [[nodiscard]] virtual const mcap::Header& header() const = 0;
  // Hands on what comes next. False when there is nothing more. Fails when the sink or the disk
  // does.
  virtual Result<bool> step(mcap::DataSink& sink) = 0;
  // After the last step: the data section has its end. Without it the recording was not finished,
  // or the file is torn.
  [[nodiscard]] virtual bool finished() const = 0;
  // Of the file, for progress.
  [[nodiscard]] virtual std::uint64_t bytes_read() const = 0;
  [[nodiscard]] virtual std::uint64_t bytes_total() const = 0;
};

}  // namespace reprise::timeline
