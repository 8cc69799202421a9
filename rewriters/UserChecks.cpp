// Whether everybody who names a hook can follow its new name and parameters.
#include "rewriters/Checks.h"

namespace premap {

static void checkEntries(Session &S, const ConversionInput &Input) {
  const std::string &Name = Input.Handler.Name;
  bool AnyFileOperations = false;
  for (const OpsEntry &Entry : Input.Entries)
    AnyFileOperations |= Entry.Type == "file_operations";
  for (const OpsEntry &Entry : Input.Entries) {
    if (Entry.Type != "file_operations" || Entry.Field != "mmap")
      S.obstacle(AnyFileOperations ? "PM040" : "PM039",
                 Name + " is also the ." + Entry.Field + " hook of struct " +
                     Entry.Type + ", which still takes a VMA",
                 Entry.Where);
    else if (!Entry.FieldName || !Entry.Value ||
             Entry.Form == EntryForm::Positional ||
             Entry.Form == EntryForm::MacroBody)
      S.obstacle("PM040",
                 Entry.Form == EntryForm::MacroBody
                     ? "the table's entry is spelled in a macro's body, which "
                       "is not edited"
                     : "the entry of " + Entry.Variable +
                           " has no designator that could be renamed",
                 Entry.Where);
    if (Entry.Form != EntryForm::RuntimeAssignment)
      continue;
    for (const OpsEntry &Other : Input.SiblingEntries)
      if (Other.Variable == Entry.Variable &&
          Other.Where.Path == Entry.Where.Path)
        S.obstacle("PM040",
                   Entry.Variable + " gets its mmap hook in more than one "
                                    "place",
                   Other.Where);
  }
}

static void checkMention(Session &S, const std::string &Name,
                         const std::string &File, const Mention &M) {
  switch (M.Kind) {
  case MentionKind::Definition:
  case MentionKind::Declaration:
  case MentionKind::TableEntry:
    if (M.InMacro)
      S.obstacle("PM040", Name + " is named in a macro", M.Where);
    return;
  case MentionKind::Call:
    S.obstacle("PM040", Name + "() is called directly, with a VMA", M.Where);
    return;
  case MentionKind::Address:
    S.obstacle("PM040",
               "the address of " + Name + " is taken outside of a table",
               M.Where);
    return;
  case MentionKind::Export:
    S.obstacle("PM040",
               Name + " is exported; modules outside of the tree may call it",
               M.Where);
    return;
  case MentionKind::Directive:
    S.obstacle("PM040",
               Name + " is named in a #define or another directive, which is "
                      "not edited",
               M.Where);
    return;
  case MentionKind::Other:
    S.obstacle("PM040",
               Name +
                   " is named in an argument of a macro that does not use it "
                   "as a function, which is not edited",
               M.Where);
    return;
  case MentionKind::Inactive:
    // In its own file another definition may follow: see refuseLeftovers().
    if (M.Where.Path != File)
      S.obstacle("PM026", Name + " is also named in code that was not compiled",
                 M.Where);
    return;
  case MentionKind::Comment:
  case MentionKind::String:
    return;
  }
}

static void checkMentions(Session &S, const ConversionInput &Input) {
  const std::string &Name = Input.Handler.Name;
  for (const Mention &M : Input.Mentions)
    checkMention(S, Name, Input.Handler.File, M);
  for (const std::string &Path : Input.UnreadUsers)
    S.obstacle("PM040", Name + " is named here in text that was not compiled",
               {Path, 0, 0, 0});
}

/// Whoever reaches the table without asking the VFS finds no `.mmap` there.
static void checkTableUses(Session &S, const ConversionInput &Input) {
  for (const Span &Store : Input.LiveStores)
    S.obstacle("PM040",
               "the table replaces that of a file that may be open: between "
               "the two the core would find neither hook, if the other still "
               "has .mmap",
               Store);
  for (const Span &Call : Input.DirectCalls)
    S.obstacle("PM038",
               "calls fops->mmap of a table that it reaches by a member, which "
               "is NULL once the table has mmap_prepare",
               Call);
}

void checkUsers(Session &S, const ConversionInput &Input) {
  const FunctionFacts &F = Input.Handler;
  if (!S.Api.MmapPrepare) {
    S.obstacle("PM047", "the target has no f_op->mmap_prepare", F.Definition);
    return;
  }
  checkEntries(S, Input);
  checkMentions(S, Input);
  checkTableUses(S, Input);
  if (!F.Definition && !F.InMacro) {
    S.obstacle("PM040", "no file that was read defines " + F.Name + "()",
               {F.File, 0, 0, F.Line});
    return;
  }
  if (F.InMacro || !F.Definition)
    S.obstacle("PM040", F.Name + " is defined by a macro", F.Definition);
  bool Hook = F.Parameters.size() == 2 &&
              F.Parameters[0].Type.find("file") != std::string::npos &&
              F.Parameters[1].Type.find("vm_area_struct") != std::string::npos;
  if (!Hook)
    S.obstacle("PM040", F.Name + " has not the parameters of an mmap hook",
               F.Definition);
  for (const Span &Test : Input.NullTests)
    if (F.Definition.contains(Test))
      S.obstacle("PM038",
                 "looks at another file's f_op->mmap, which is NULL where that "
                 "file's own hook is converted",
                 Test);
}

} // namespace premap
