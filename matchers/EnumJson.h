// Enumerations travel as words: declared where the enumeration is, so that no
// file writes a number by mistake; the words stand in one .cpp file.
#ifndef PREMAP_MATCHERS_ENUMJSON_H
#define PREMAP_MATCHERS_ENUMJSON_H

#include "nlohmann/json_fwd.hpp"

#include <string>

/// Declares the words of \p Enum, for both kinds of nlohmann's JSON. An unknown
/// word, or what is no word, is read as the first value.
#define PREMAP_ENUM_JSON(Enum)                                                 \
  const char *wordOf(Enum Value);                                              \
  void setByWord(const std::string &Word, Enum &Value);                        \
  template <typename Json> void to_json(Json &J, const Enum &Value) {          \
    J = wordOf(Value);                                                         \
  }                                                                            \
  template <typename Json> void from_json(const Json &J, Enum &Value) {        \
    setByWord(J.is_string() ? J.template get<std::string>() : "", Value);      \
  }

#endif
