#include "tool/deliver/RewriteResult.h"

namespace premap {

bool isDone(State Outcome) {
  switch (Outcome) {
  case State::Converted:
  case State::ConvertedUnderAssumptions:
  case State::Inconclusive:
    return true;
  case State::Convertible:
  case State::Declined:
  case State::AlreadyConverted:
  case State::NotCompiled:
  case State::ParseFailed:
  case State::TextOnly:
  case State::Refuted:
  case State::EditFailed:
    return false;
  }
  return false;
}

} // namespace premap
