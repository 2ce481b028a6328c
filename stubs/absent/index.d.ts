// The types of @actions/github mention them.
export type Api = object
export function restEndpointMethods(octokit: object): Api
