// Opaque state of one subsystem, stored and handed back by session without looking inside.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/bytes.h"

namespace reprise {

struct Blob {
  std::string kind;           // "engine", "analysis", "render"
  std::uint32_t version = 1;  // of the layout of `data`; its maker refuses others with kUnsupported
  Bytes data;
};

}  // namespace reprise
