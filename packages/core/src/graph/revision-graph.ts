export class RevisionGraph {}
