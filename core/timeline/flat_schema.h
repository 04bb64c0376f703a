// A FlatBuffers schema as a file carries it (.bfbs), unpacked into plain values and checked: every
// reference inside it leads somewhere, every struct holds its fields. Whose messages it describes
// does not matter. Values; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/error.h"

namespace reprise::timeline {

// The numbers of the binary schema.
enum class FlatBase : std::uint8_t {
  kNone,
  kUnionType,
  kBool,
  kByte,
  kUByte,
  kShort,
  kUShort,
  kInt,
  kUInt,
  kLong,
  kULong,
  kFloat,
  kDouble,
  kString,
  kVector,
  kObject,
  kUnion,
  kArray,  // of fixed length, in structs
};

struct FlatType {
  FlatBase base = FlatBase::kNone;
  FlatBase element = FlatBase::kNone;  // of a vector or array
  std::int32_t index = -1;             // of the object or enum that it (or its element) is
  std::uint16_t fixed_length = 0;      // of an array
};

struct FlatField {
  std::string name;
  FlatType type;
  std::uint16_t id = 0;      // in a table
  std::uint16_t offset = 0;  // in a struct
  std::int64_t default_integer = 0;
  double default_real = 0;
  bool optional = false;  // a scalar that may be absent
};

struct FlatObject {
  std::string name;
  bool is_struct = false;
  std::size_t bytes = 0;          // of a struct
  std::vector<FlatField> fields;  // in the order of the schema's file
};

struct FlatEnum {
  std::string name;
  std::map<std::int64_t, std::string> names;
  std::map<std::int64_t, FlatType> members;  // of a union
};

struct FlatSchema {
  std::vector<FlatObject> objects;
  std::vector<FlatEnum> enums;
  std::size_t root = 0;  // in objects

  // The table `root_name`, or the schema's own root where there is none of that name. kCorrupt when
  // the bytes are no schema, kUnsupported when it uses what this program does not know.
  static Result<FlatSchema> parse(ByteSpan bfbs, std::string_view root_name);

  // In a table or vector: of the value, or of the offset to it.
  [[nodiscard]] std::size_t inline_size(FlatBase base, std::int32_t index) const;
  [[nodiscard]] std::size_t inline_size(const FlatType& type) const;
};

bool is_scalar(FlatBase base);

}  // namespace reprise::timeline
