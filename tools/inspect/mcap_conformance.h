// The JSON of the public MCAP conformance suite: what a file holds as its readers must print it,
// and files as its writers must write them. Numbers are strings, bytes arrays of strings, fields
// sorted by name. Pure functions of files and texts; any thread.
#pragma once

#include <memory>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"

namespace reprise::tools {

// Every record in file order but chunks and message indexes; the first damage is an error.
Result<Json> conformance_stream(std::unique_ptr<RandomAccessFile> file);

// Schemas, channels, messages by log time, statistics; damage is an error.
Result<Json> conformance_index(std::unique_ptr<RandomAccessFile> file);

// The file that a case describes: its records up to DataEnd and the features of its name.
Result<Bytes> conformance_write(std::string_view case_json);

}  // namespace reprise::tools
